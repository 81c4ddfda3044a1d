import { Command, Option } from 'commander';
import { addConnectionOptions } from '../options/connection-options.js';
import type { GenerateOptions } from '../options/generate-options.js';
import { addGamesOptions, addWorkbookOptions, createModeOption, FORMATS } from '../options/job-options.js';
import { RULE_HELP } from '../options/spec-options.js';

const EXAMPLES = `${RULE_HELP}

Examples:
  $ dezenas generate --quantity 1000000 --out jogos.xlsx
  $ dezenas generate --lottery lotofacil --quantity 5000
  $ dezenas generate --quantity 10000000 --out jogos.xlsx       # jogos-part-01-of-10.xlsx, …
  $ dezenas generate --quantity 10000000 --out jogos.csv.gz
  $ dezenas generate --quantity 5000 --order by-score --check-draw latest
  $ dezenas generate --lottery mais-milionaria --quantity 50 --picks 7 --extra-picks 3
  $ dezenas generate --budget 1500 --picks 7 --fixed 10,33 --exclude 1-5
  $ dezenas generate --quantity 5000 --max-repetition 4 --seed 42
  $ dezenas generate --quantity 100 --rule sum=150..220 --rule each-row=..2 --rule group:3,13,23=1..2
  $ dezenas generate --quantity 100 --rule hot:10@50=2..4 --rule overdue:20=..2 --rule pairs@100=..2
  $ dezenas generate --quantity 100 --at-least "2:primes=2..3|sum=150..200|frame=3..4"
  $ dezenas generate --quantity 100 --not-rule primes=0..1 --without-rule not-all-odd
  $ dezenas generate --quantity 100 --best-of 1000000 --score popularity=3 --score sum=1@180
  $ dezenas generate --quantity 100000 --address 127.0.0.1:50051 --json

A complete workbook replaces a file of the same name.
The same seed, options and draw history give the same games.
No method raises the chance of winning: every game is equally likely to be drawn.`;

/** `dezenas generate`: runs one job and saves its workbook. */
export function createGenerateCommand(): Command {
  const command = new Command('generate')
    .summary('generate games into an Excel workbook')
    .description('Generates lottery games under rules, scores them and writes them to an Excel workbook.');
  addGamesOptions(command)
    .optionsGroup('The workbook:')
    .option('-o, --out <file>', 'name of the file (default: jogos with the ending of the format)');
  addWorkbookOptions(
    command,
    new Option('--format <format>', 'Excel workbooks, or text (default: by the ending of --out, else xlsx)').choices(FORMATS),
  ).optionsGroup('How to run:');
  addConnectionOptions(command, 'use a running orchestrator instead of services inside this process')
    .addOption(createModeOption())
    .option('--json', 'print the result as one JSON object')
    .option('-q, --quiet', 'print no progress')
    .addHelpText('after', EXAMPLES);
  return command.action(async (options: GenerateOptions) => {
    const { runGenerate } = await import('../run/run-generate.js');
    await runGenerate(options);
  });
}
