/** The options of a game spec, shared by the commands that take one. */

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
A rule is written as id, id=min..max, id=min.. or id=..max. Some rules take an argument
(id:ARGUMENT) or a number of earlier draws or games (id@WINDOW): hot:10@50=2..4 means 2 to 4
of the 10 numbers drawn most often in the last 50 draws. group:NUMBERS=min..max counts the
numbers you list. Run dezenas rules for all rules, and dezenas scores for all score terms.

A list of numbers is written as 1,5,10-20.`;

export function addLotteryOption(
  command: Command,
  ids: readonly string[] = LOTTERIES.map(({ id }) => id),
  description = 'the lottery (default: mega-sena)',
): Command {
  return command.addOption(new Option('-l, --lottery <id>', description).choices(ids));
}

/** Adds the options of a game spec, except its quantity. */
export function addSpecOptions(command: Command): Command {
  command.optionsGroup('What games:');
  addLotteryOption(command, [...LOTTERIES.map(({ id }) => id), CUSTOM_LOTTERY])
    .option('--universe <numbers>', 'largest number of a game, for --lottery custom: at most 128', parseInteger)
    .option('-p, --picks <numbers>', 'numbers per game (default: the fewest; see dezenas lotteries)', parseInteger)
    .option('--extra-picks <n>', 'extras per game, such as clovers of +Milionária', parseInteger)
    .option('--extras <list>', 'extras that games may use (months 1-12, clubs, clovers, …)', parseNumbers)
    .option('--fixed <list>', 'numbers that every game must have', parseNumbers)
    .option('--pool <list>', 'the only numbers that games may use', parseNumbers)
    .option('--exclude <list>', 'numbers that no game may have', parseNumbers)
    .option('--min-odd <n>', 'least odd numbers in a game', parseInteger)
    .option('--max-odd <n>', 'most odd numbers in a game', parseInteger)
    .option('--min-even <n>', 'least even numbers in a game', parseInteger)
    .option('--max-even <n>', 'most even numbers in a game', parseInteger)
    .option('--min-repetition <n>', 'least numbers in common with each previous game', parseInteger)
    .option('--max-repetition <n>', 'most numbers in common with each previous game', parseInteger)
    .option('--window <games>', 'how many previous games those two compare, 1 to 1,000 (default: 1,000)', parseInteger)
    .addOption(
      new Option('--window-scope <scope>', 'compare with previous games of the whole job, or of the same chunk (default: job)').choices([
        'job',
        'chunk',
      ]),
    )
    .option('--rule <id[=min..max]>', 'turn a rule on or change its bounds; repeatable', parseRule)
    .option('--not-rule <id=min..max>', 'require the measure to be outside the bounds; repeatable', parseRule)
    .option('--at-least <n:rule|rule>', 'require at least n of the rules (!rule negates a rule); repeatable', parseRuleGroup)
    .option('--without-rule <id>', 'turn a rule off; repeatable', parseRuleId)
    .addOption(
      new Option('--weighting <kind>', 'prefer numbers drawn often (frequency) or seldom (balanced) (default: uniform)').choices([
        'uniform',
        'frequency',
        'balanced',
      ]),
    )
    .option('--score <term[=weight][@ideal]>', 'score term that replaces the default terms; repeatable', parseScoreTerm)
    .option('--min-score <points>', 'least score of a game, 0 to 100', parsePoints)
    .option('--no-history', 'do not use the imported draws')
    .option('--seed <number>', 'number that decides the order of games (default: random, printed)', parseSeed)
    .option(
      '--chunk-size <games>',
      'games per unit of work, 100 to 100,000; another size gives other games (default: 25,000)',
      parseInteger,
    );
  return command;
}
