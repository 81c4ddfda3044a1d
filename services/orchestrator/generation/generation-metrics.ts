/** Metrics of the generation of games; docs/reference/metrics.md describes them. */

import { LEVELS } from '../../core/level.js';
import { LOTTERIES } from '../../domain/lotteries/catalogue.js';
import { CUSTOM_LOTTERY } from '../../domain/lotteries/custom.js';
import { GROUP_ID } from '../../domain/rules/apply-rules.js';
import { RULES } from '../../domain/rules/catalogue.js';
import { counter } from '../../shared/observability/metric.js';

export const games = counter<'lottery'>({
  name: 'dezenas_games_total',
  help: 'Games generated for jobs, streams and checks, including candidates that best_of discarded',
  labels: { lottery: [...LOTTERIES.map(({ id }) => id), CUSTOM_LOTTERY] },
});

export const rejections = counter<'rule'>({
  name: 'dezenas_rejections_total',
  help: 'Rejected candidates, by the first rule that they broke',
  labels: { rule: [...RULES.map(({ id }) => id), GROUP_ID] },
});

export const gamesByLevel = counter<'level'>({
  name: 'dezenas_games_by_level_total',
  help: 'Games generated, by the level on which they were accepted',
  labels: { level: LEVELS },
});

export const chunkRetries = counter({
  name: 'dezenas_chunk_retries_total',
  help: 'Chunks requested again because a call failed',
});

export const chunkHedges = counter({
  name: 'dezenas_chunk_hedges_total',
  help: 'Late chunks that were also requested from another generator',
});

export const damagedAnswers = counter({
  name: 'dezenas_damaged_answers_total',
  help: 'Answers of generators that were damaged or did not match their checksum',
});

export const generatorFallbacks = counter({
  name: 'dezenas_generator_fallbacks_total',
  help: 'Times the orchestrator generated games itself because no generator answered',
});
