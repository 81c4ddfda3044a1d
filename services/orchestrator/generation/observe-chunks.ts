import { LEVELS } from '../../core/level.js';
import type { ChunkReport } from '../../core/program.js';
import type { AppliedRule, Spec } from '../../domain/game-spec/spec.js';
import { games, gamesByLevel, rejections } from './generation-metrics.js';

/** Counts the games and rejections of a chunk. */
export function observeReport({ lottery }: Spec, rules: readonly AppliedRule[], report: ChunkReport): void {
  games.add(report.games, { lottery: lottery.id });
  for (const [i, count] of report.rejections.entries()) if (count > 0) rejections.add(count, { rule: rules[i].id });
  for (const [i, count] of report.gamesByLevel.entries()) if (count > 0) gamesByLevel.add(count, { level: LEVELS[i] });
}
