import { LEVELS, type Level } from '../../core/level.js';
import type { GenerationSummary, GenerationSummary__Output } from '../../shared/grpc/generated/dezenas/v1/GenerationSummary.js';
import type { RuleReport__Output, RuleReport as RuleReportMessage } from '../../shared/grpc/generated/dezenas/v1/RuleReport.js';
import type { AppliedRule } from './spec.js';

export interface RuleReport extends AppliedRule {
  /** Candidates that this rule rejected. */
  rejections: number;
}

/** The result of a finished generation, with the fields of the proto's GenerationSummary. */
export interface Summary {
  games: number;
  /** Candidates judged: all games plus all rejections. */
  candidates: number;
  rules: RuleReport[];
  gamesByLevel: Record<Level, number>;
  gamesSha256: string;
  priceCentavos: bigint;
  spaceSize: bigint;
  /** Hundredths of a point. All 0 without games. */
  score: { min: number; mean: number; max: number };
  /** Probability of a duplicate game. 0 if all games are distinct by construction. */
  repeatProbability: number;
  /** How many valid games the best were chosen from. 0 without best_of. */
  chosenFrom: number;
}

export function toGenerationSummary(summary: Summary): GenerationSummary {
  return {
    games: summary.games,
    candidates: summary.candidates,
    rules: summary.rules.map(toRuleReportMessage),
    levels: LEVELS.map((level) => ({ level: `LEVEL_${level}`, games: summary.gamesByLevel[level] })),
    gamesSha256: summary.gamesSha256,
    priceCentavos: summary.priceCentavos.toString(),
    spaceSize: summary.spaceSize.toString(),
    scoreMinHundredths: summary.score.min,
    scoreMeanHundredths: summary.score.mean,
    scoreMaxHundredths: summary.score.max,
    repeatProbability: summary.repeatProbability,
    chosenFrom: summary.chosenFrom,
  };
}

export function fromGenerationSummary(message: GenerationSummary__Output): Summary {
  const gamesByLevel = { STRICT: 0, NORMAL: 0, RELAXED: 0, MINIMAL: 0 };
  for (const { level, games } of message.levels) gamesByLevel[toLevel(level)] = Number(games);
  return {
    games: Number(message.games),
    candidates: Number(message.candidates),
    rules: message.rules.map((rule) => ({ ...fromRuleReport(rule), rejections: Number(rule.rejections) })),
    gamesByLevel,
    gamesSha256: message.gamesSha256,
    priceCentavos: BigInt(message.priceCentavos),
    spaceSize: BigInt(message.spaceSize),
    score: { min: message.scoreMinHundredths, mean: message.scoreMeanHundredths, max: message.scoreMaxHundredths },
    repeatProbability: message.repeatProbability,
    chosenFrom: Number(message.chosenFrom),
  };
}

export function toRuleReportMessage({ through, members, ...rule }: AppliedRule): RuleReportMessage {
  return { ...rule, through: `LEVEL_${through}`, members: members.map(toRuleReportMessage) };
}

export function fromRuleReport({ rejections: _, through, members, ...rule }: RuleReport__Output): AppliedRule {
  return { ...rule, through: toLevel(through), members: members.map(fromRuleReport) };
}

function toLevel(name: string): Level {
  return LEVELS.find((level) => name === `LEVEL_${level}`) ?? 'MINIMAL';
}
