import { Command, Option } from 'commander';
import type { CheckOptions, ValidateOptions } from '../options/caller-games-options.js';
import { addConnectionOptions } from '../options/connection-options.js';
import { parseDrawRange, parseInteger, parseNumbers } from '../options/parse-values.js';
import { addLotteryOption, addSpecOptions, RULE_HELP } from '../options/spec-options.js';

const FILE_HELP = `
FILE is a spreadsheet (.xlsx), such as a workbook of dezenas, or CSV, with one game per row.
Columns named N1, N2, … or bola1, bola2, … hold the numbers; without such names, all numbers
of a row form the game. All sheets with the same column names are read. The file is read as
a stream, so it can have any size.`;

/** `dezenas validate`: judges the games of a file by rules. */
export function createValidateCommand(): Command {
  const command = new Command('validate').argument('<file>', 'file of games, one per row (.xlsx or CSV)');
  command
    .summary('judge the games of a file by rules')
    .description('Judges every game of a file by the rules of a lottery and the rules you choose.');
  addSpecOptions(command);
  return addCommonOptions(command)
    .option('--limit <games>', 'how many invalid games to list', parseInteger, 20)
    .addHelpText(
      'after',
      `${FILE_HELP}
${RULE_HELP}

Exit code 1: at least one game is invalid.

Examples:
  $ dezenas validate jogos.xlsx
  $ dezenas validate jogos.csv --lottery quina --rule sum=100..250 --json`,
    )
    .action(async (file: string, options: ValidateOptions) => {
      const { runValidate } = await import('../run/run-validate.js');
      process.exitCode = await runValidate(file, options);
    });
}

/** `dezenas check`: counts what games win. */
export function createCheckCommand(): Command {
  const command = new Command('check').argument('[file]', 'file of games, one per row (.xlsx or CSV)');
  command
    .summary('count the hits and prizes of games in one draw, or in many')
    .description('Counts the hits and prizes of the games of a file or a job in one draw, or in many.');
  return addCommonOptions(addLotteryOption(command))
    .option('--job <id>', 'generate the games of this job again, instead of reading a file; needs --address')
    .option('--drawn <list>', 'the drawn numbers', parseNumbers)
    .option('--second <list>', 'the numbers of the second draw of Dupla Sena', parseNumbers)
    .option('--drawn-extras <list>', 'the drawn extras: clovers, month, club, bonus numbers', parseNumbers)
    .option('--bonus <number>', 'the bonus number of UK Lotto', parseInteger)
    .option('--draws <first..last>', 'use imported draws instead of drawn numbers (default: the last draw)', parseDrawRange)
    .option('--limit <games>', 'how many winning games to list per draw', parseInteger, 20)
    .addHelpText(
      'after',
      `${FILE_HELP}

A game with more numbers than a simple bet can win several prizes: in Mega-Sena, 7 numbers
with 6 hits win 1 sena and 6 quinas.

Examples:
  $ dezenas check jogos.xlsx --drawn 4,5,30,33,41,52
  $ dezenas check jogos.csv --lottery lotofacil --draws 3000..3025
  $ dezenas check --job 73d85057-d5ed-4684-8739-b003a5da2a6f --address 127.0.0.1:50051`,
    )
    .action(async (file: string | undefined, options: CheckOptions) => {
      const { runCheck } = await import('../run/run-check.js');
      await runCheck(file, options);
    });
}

function addCommonOptions(command: Command): Command {
  return addConnectionOptions(command.optionsGroup('How to run:'), 'use a running orchestrator instead of one inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object');
}
