import { Command, Option } from 'commander';
import type { CheckOptions, ValidateOptions } from '../options/caller-games-options.js';
import { addConnectionOptions } from '../options/connection-options.js';
import { parseInteger, parseNumbers, parseRange } from '../options/parse-values.js';
import { addLotteryOption, addSpecOptions, RULE_HELP } from '../options/spec-options.js';

const FILE_HELP = `
FILE is a spreadsheet (.xlsx), such as a workbook of dezenas, or CSV: a game a row. Columns
named N1, N2, … or bola1, bola2, … hold its numbers; without such names, all numbers of a
row are the game. Sheets with the same names are read one after the other. Files of any size
are read as they stream.`;

/** `dezenas validate`: a file of games, judged by rules. */
export function validateCommand(): Command {
  const command = new Command('validate').argument('<file>', 'games, a row each (.xlsx or CSV)');
  command
    .summary('judge the games of a file by rules')
    .description('Judges every game of a file by the rules of a lottery and those you name.');
  addSpecOptions(command);
  return withHow(command)
    .option('--limit <games>', 'invalid games listed', parseInteger, 20)
    .addHelpText(
      'after',
      `${FILE_HELP}
${RULE_HELP}

Exit code 1: some game is not valid.

Examples:
  $ dezenas validate jogos.xlsx
  $ dezenas validate jogos.csv --lottery quina --rule sum=100..250 --json`,
    )
    .action(async (file: string, options: ValidateOptions) => {
      const { runValidate } = await import('../run/run-validate.js');
      process.exitCode = await runValidate(file, options);
    });
}

/** `dezenas check`: what games win. */
export function checkCommand(): Command {
  const command = new Command('check').argument('[file]', 'games, a row each (.xlsx or CSV)');
  command
    .summary('say what games win in a draw, or in many')
    .description('Counts the hits and prizes of games in a draw: those of a file, or those of a job.');
  return withHow(addLotteryOption(command))
    .option('--job <id>', 'the games of this job, generated again, instead of a file; needs --address')
    .option('--drawn <list>', 'the drawn numbers', parseNumbers)
    .option('--second <list>', 'the numbers of the second draw of Dupla Sena', parseNumbers)
    .option('--drawn-extras <list>', 'what was drawn beside them: clovers, month, club, bonus numbers', parseNumbers)
    .option('--bonus <number>', 'the bonus number of UK Lotto', parseInteger)
    .option('--draws <first..last>', 'imported draws instead of drawn numbers (default: the last one)', parseRange)
    .option('--limit <games>', 'winning games listed a draw', parseInteger, 20)
    .addHelpText(
      'after',
      `${FILE_HELP}

A game of more numbers than a simple bet wins many prizes: 7 numbers with 6 hits of Mega-Sena
are 1 sena and 6 quinas.

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

function withHow(command: Command): Command {
  return addConnectionOptions(command.optionsGroup('How to run:'), 'ask a running orchestrator instead of one inside this process')
    .addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']))
    .option('--json', 'print the result as one JSON object');
}
