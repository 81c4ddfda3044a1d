/** The options that say which games: shared by the commands that take a spec. */

import { type Command, Option } from 'commander';
import { LOTTERIES } from '../../../domain/lotteries/catalogue.js';
import { CUSTOM_LOTTERY } from '../../../domain/lotteries/custom.js';
import {
  parseInteger,
  parseNumbers,
  parsePoints,
  parseRule,
  parseRuleGroup,
  parseRuleId,
  parseScoreTerm,
  parseSeed,
  type RuleGroupOption,
  type RuleOption,
  type ScoreTermOption,
} from './parse-values.js';

export interface SpecOptions {
  lottery?: string;
  universe?: number;
  picks?: number;
  extraPicks?: number;
  extras?: number[];
  fixed?: number[];
  pool?: number[];
  exclude?: number[];
  minOdd?: number;
  maxOdd?: number;
  minEven?: number;
  maxEven?: number;
  minRepetition?: number;
  maxRepetition?: number;
  window?: number;
  windowScope?: 'job' | 'chunk';
  rule?: RuleOption[];
  notRule?: RuleOption[];
  atLeast?: RuleGroupOption[];
  withoutRule?: string[];
  weighting?: 'uniform' | 'frequency' | 'balanced';
  score?: ScoreTermOption[];
  minScore?: number;
  history: boolean;
  seed?: string;
  chunkSize?: number;
}

export const RULE_HELP = `
Rules are written id, id=min..max, id=min.. or id=..max. Some take an argument, id:ARGUMENT,
or look back over so many draws or games, id@WINDOW: hot:10@50=2..4 means 2 to 4 of the 10
numbers drawn most often in the last 50 draws. group:NUMBERS=min..max counts numbers of your
own. dezenas rules lists them all, dezenas scores the terms of a score.

Lists of numbers are written 1,5,10-20.`;

export function addLotteryOption(
  command: Command,
  ids: readonly string[] = LOTTERIES.map(({ id }) => id),
  description = 'the lottery (default: mega-sena)',
): Command {
  return command.addOption(new Option('-l, --lottery <id>', description).choices(ids));
}

/** What games, how they are scored, and what decides them. */
export function addSpecOptions(command: Command): Command {
  command.optionsGroup('What games:');
  addLotteryOption(command, [...LOTTERIES.map(({ id }) => id), CUSTOM_LOTTERY])
    .option('--universe <numbers>', 'of lottery custom: numbers are 1 to this, at most 128', parseInteger)
    .option('-p, --picks <numbers>', 'numbers per game (default: the fewest; dezenas lotteries lists them)', parseInteger)
    .option('--extra-picks <n>', 'what goes with the numbers, such as clovers of +Milionária: how many', parseInteger)
    .option('--extras <list>', 'what goes with the numbers is among these (months 1-12, clubs, clovers, …)', parseNumbers)
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
    .addOption(
      new Option('--weighting <kind>', 'accept numbers by how often they were drawn, or the inverse (default: uniform)').choices([
        'uniform',
        'frequency',
        'balanced',
      ]),
    )
    .option('--score <term[=weight][@ideal]>', 'a term of the score instead of the default ones; repeatable', parseScoreTerm)
    .option('--min-score <points>', 'only games of at least this score, 0 to 100', parsePoints)
    .option('--no-history', 'do not use the imported draws')
    .option('--seed <number>', 'decides the games (default: drawn at random and printed)', parseSeed)
    .option(
      '--chunk-size <games>',
      'games per unit of work, 100 to 100,000; part of what decides the games (default: 25,000)',
      parseInteger,
    );
  return command;
}
