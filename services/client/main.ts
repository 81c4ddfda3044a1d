#!/usr/bin/env node
/** The `dezenas` command. A command loads its modules when it runs, so that help and health checks start fast. */

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Locale } from '../shared/locale.js';
import { createCheckCommand, createValidateCommand } from './cli/commands/caller-games.js';
import { createLotteriesCommand, createRulesCommand, createScoresCommand } from './cli/commands/catalogue.js';
import { createCompleteCommand } from './cli/commands/complete.js';
import { createDrawsCommand } from './cli/commands/draws.js';
import { createEstimateCommand } from './cli/commands/estimate.js';
import { createGenerateCommand } from './cli/commands/generate.js';
import { createHealthCommand } from './cli/commands/health.js';
import { createJobsCommand } from './cli/commands/jobs.js';
import { createServeCommand } from './cli/commands/serve.js';
import { createTokenCommand } from './cli/commands/token.js';
import { createTopCommand } from './cli/commands/top.js';
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
  createGenerateCommand(),
  createEstimateCommand(),
  createValidateCommand(),
  createCheckCommand(),
  createLotteriesCommand(),
  createRulesCommand(),
  createScoresCommand(),
  createDrawsCommand(),
  createJobsCommand(),
  createServeCommand(),
  createTopCommand(),
  createHealthCommand(),
  createTokenCommand(),
  createCompleteCommand(),
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
