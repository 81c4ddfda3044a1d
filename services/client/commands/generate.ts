import { Command, Option } from 'commander';
import { LOTTERIES } from '../../shared/lotteries/catalogue.js';
import type { GenerateOptions } from './generate-options.js';
import { parseAddress, parseInteger, parseNumbers, parseReais, parseRule, parseRuleGroup, parseRuleId, parseSeed } from './parse-values.js';

const EXAMPLES = `
Rules are written id, id=min..max, id=min.. or id=..max; group:NUMBERS=min..max counts
numbers of your own. dezenas rules lists them all, with their ranges and defaults.

Lists of numbers are written 1,5,10-20.

Examples:
  $ dezenas generate --quantity 1000000 --out jogos.xlsx
  $ dezenas generate --lottery lotofacil --quantity 5000
  $ dezenas generate --budget 1500 --picks 7 --fixed 10,33 --exclude 1-5
  $ dezenas generate --quantity 5000 --max-repetition 4 --seed 42
  $ dezenas generate --quantity 100 --rule sum=150..220 --rule each-row=..2 --rule group:3,13,23=1..2
  $ dezenas generate --quantity 100 --at-least "2:primes=2..3|sum=150..200|frame=3..4"
  $ dezenas generate --quantity 100 --not-rule primes=0..1 --without-rule not-all-odd
  $ dezenas generate --quantity 100000 --address 127.0.0.1:50051 --json

The workbook replaces a file of the same name, and only once it is complete.
The same seed, options and draw history give the same games.
No method raises the chance of winning: every game is equally likely to be drawn.`;

function describePicks(): string {
  return LOTTERIES.map(({ name, minPicks, maxPicks }) => `${name} ${minPicks} to ${maxPicks}`).join(', ');
}

/** `dezenas generate`: a job from its spec to the workbook on disk. */
export function generateCommand(): Command {
  return new Command('generate')
    .summary('generate games into an Excel workbook')
    .description('Generates lottery games under rules, scores them and writes them to an Excel workbook.')
    .optionsGroup('How many games (one of):')
    .addOption(new Option('-n, --quantity <games>', '1 to 1,000,000').argParser(parseInteger).conflicts('budget'))
    .option('--budget <reais>', 'as many games as this pays for at the official price', parseReais)
    .optionsGroup('What games:')
    .addOption(new Option('-l, --lottery <id>', 'the lottery (default: mega-sena)').choices(LOTTERIES.map(({ id }) => id)))
    .option('-p, --picks <numbers>', `numbers per game (default: the fewest): ${describePicks()}`, parseInteger)
    .option('--fixed <list>', 'numbers every game has', parseNumbers)
    .option('--pool <list>', 'games use only these numbers', parseNumbers)
    .option('--exclude <list>', 'numbers no game has', parseNumbers)
    .option('--min-odd <n>', 'least odd numbers in a game', parseInteger)
    .option('--max-odd <n>', 'most odd numbers in a game', parseInteger)
    .option('--min-even <n>', 'least even numbers in a game', parseInteger)
    .option('--max-even <n>', 'most even numbers in a game', parseInteger)
    .option('--min-repetition <n>', 'least numbers in common with each of the previous games', parseInteger)
    .option('--max-repetition <n>', 'most numbers in common with each of the previous games', parseInteger)
    .option('--window <games>', 'previous games those two look at, 1 to 1,000 (default: 1,000)', parseInteger)
    .addOption(
      new Option('--window-scope <scope>', 'previous games of the whole job, or of the same chunk (default: job)').choices([
        'job',
        'chunk',
      ]),
    )
    .option('--rule <id[=min..max]>', 'turn a rule on or change its bounds; repeatable', parseRule)
    .option('--not-rule <id=min..max>', 'the opposite: outside of the bounds; repeatable', parseRule)
    .option('--at-least <n:rule|rule>', 'at least n of the rules hold (1: any; !rule: its opposite); repeatable', parseRuleGroup)
    .option('--without-rule <id>', 'turn a rule off; repeatable', parseRuleId)
    .option('--no-history', 'do not use the imported draws')
    .option('--seed <number>', 'decides the games (default: drawn at random and printed)', parseSeed)
    .option('--allow-partial', 'keep the games there are when the rules allow fewer than asked for')
    .optionsGroup('The workbook:')
    .option('-o, --out <file>', 'where to write it', 'jogos.xlsx')
    .addOption(new Option('--order <order>', 'order on the sheet (default: generated)').choices(['generated', 'sorted-chunks']))
    .option('--sort-chunk-size <games>', 'games sorted together', parseInteger)
    .option('--write-buffer-size <games>', 'games compressed together', parseInteger)
    .addOption(
      new Option('--locale <locale>', 'language of the workbook (default: pt-BR) and of this output (default: yours)').choices([
        'pt-BR',
        'en',
      ]),
    )
    .optionsGroup('How to run:')
    .option('--address <host:port>', 'use a running orchestrator instead of services inside this process', parseAddress)
    .addOption(
      new Option('--mode <mode>', 'where chunks run: on generators, in the orchestrator, or as suits (default: auto)').choices([
        'auto',
        'parallel',
        'sequential',
      ]),
    )
    .option(
      '--chunk-size <games>',
      'games per unit of work, 100 to 100,000; part of what decides the games (default: 25,000)',
      parseInteger,
    )
    .option('--json', 'print the result as one JSON object')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', EXAMPLES)
    .action(async (options: GenerateOptions) => {
      const { runGenerate } = await import('./run-generate.js');
      await runGenerate(options);
    });
}
