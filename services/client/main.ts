#!/usr/bin/env node
/** The `dezenas` command. A command loads its modules when it runs, so that help and health checks start fast. */

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
Exit codes: 0 success; 1 failure (validate: a game is invalid; a watched job: not completed); 2 wrong options, or a
spec that the lottery does not allow; 129, 130 or 143 interrupted (terminal closed, Ctrl-C, SIGTERM).

Run dezenas COMMAND --help for the options and examples of a command.`;

// This file runs as dist/services/client/main.js.
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

const program = new Command('dezenas')
  .description('Generates lottery games by the million under rules, scores them, and writes them to Excel workbooks.')
  .version(version)
  .showHelpAfterError('(see --help)')
  .addHelpText('after', EXIT_CODES);
for (const command of [
  generateCommand(),
  estimateCommand(),
  validateCommand(),
  checkCommand(),
  lotteriesCommand(),
  rulesCommand(),
  scoresCommand(),
  drawsCommand(),
  jobsCommand(),
  serveCommand(),
  topCommand(),
  healthCommand(),
  tokenCommand(),
  completeCommand(),
])
  program.addCommand(command);
// commander throws instead of ending the process, so that reportFailure decides the exit code.
for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) command.exitOverride();

let locale: Locale | undefined;
program.hook('preAction', (_program, command) => {
  locale = command.opts<{ locale?: Locale }>().locale;
});

// A closed pipe (EPIPE) is no failure: its reader has read enough. Any other write error is one. The command runs to its end in both cases,
// because ending it here would leave temporary files behind.
let outputLost = false;
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  outputLost ||= code !== 'EPIPE';
});
process.on('exit', () => {
  if (outputLost) process.exitCode ||= 1;
});
// A command without a working stderr still does its work.
process.stderr.on('error', () => {});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.stderr, locale);
}
