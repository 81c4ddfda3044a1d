#!/usr/bin/env node
/** The `dezenas` command. Commands load what they need when they run: help and health checks start at once. */

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Locale } from '../shared/locale.js';
import { checkCommand, validateCommand } from './cli/commands/caller-games.js';
import { lotteriesCommand, rulesCommand, scoresCommand } from './cli/commands/catalogue.js';
import { completeCommand } from './cli/commands/complete.js';
import { drawsCommand } from './cli/commands/draws.js';
import { estimateCommand } from './cli/commands/estimate.js';
import { generateCommand } from './cli/commands/generate.js';
import { healthCommand } from './cli/commands/health.js';
import { jobsCommand } from './cli/commands/jobs.js';
import { serveCommand } from './cli/commands/serve.js';
import { tokenCommand } from './cli/commands/token.js';
import { topCommand } from './cli/commands/top.js';
import { reportFailure } from './cli/run/report-failure.js';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed (or, of validate, invalid games; of a watched job, one that did not complete), 2 wrong
options or a spec the rules of the lottery do not allow, 129, 130 or 143 interrupted (terminal closed, Ctrl-C, SIGTERM).

Run dezenas COMMAND --help for the options and examples of a command.`;

// From dist/services/client/ to the package.
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

const program = new Command('dezenas')
  .description('Generates lottery games by the million under rules, scores them, and writes them to Excel workbooks.')
  .version(version)
  .showHelpAfterError('(see --help)')
  .addHelpText('after', EXIT_CODES);
for (const command of [
  ...[generateCommand(), estimateCommand(), validateCommand(), checkCommand()],
  ...[lotteriesCommand(), rulesCommand(), scoresCommand(), drawsCommand(), jobsCommand()],
  ...[serveCommand(), topCommand(), healthCommand(), tokenCommand(), completeCommand()],
])
  program.addCommand(command);
// Wrong usage has an exit code of its own.
for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) command.exitOverride();

let locale: Locale | undefined;
program.hook('preAction', (_program, command) => {
  locale = command.opts<{ locale?: Locale }>().locale;
});

// A reader that closed the pipe has read what it wanted; what cannot be written otherwise is a failure. The command goes on to its own end
// in both cases: it leaves nothing behind then.
let unwritten = false;
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  unwritten ||= code !== 'EPIPE';
});
process.on('exit', () => {
  if (unwritten) process.exitCode ||= 1;
});
// Progress and complaints that nobody can read are no reason to lose the work.
process.stderr.on('error', () => {});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.stderr, locale);
}
