/** Metrics of the generation of games; docs/reference/metrics.md describes them. */

import { LEVELS } from '../../core/level.js';
import { LOTTERIES } from '../../domain/lotteries/catalogue.js';
import { CUSTOM_LOTTERY } from '../../domain/lotteries/custom.js';
import { GROUP_ID } from '../../domain/rules/apply-rules.js';
import { RULES } from '../../domain/rules/catalogue.js';
import { counter } from '../../shared/observability/metric.js';

export const games = counter<'lottery'>({
  name: 'dezenas_games_total',
  help: 'Games generated: of jobs, streams and checks, with those that the best were chosen from',
  labels: { lottery: [...LOTTERIES.map(({ id }) => id), CUSTOM_LOTTERY] },
});

export const rejections = counter<'rule'>({
  name: 'dezenas_rejections_total',
  help: 'Candidates rejected, by the first rule they broke',
  labels: { rule: [...RULES.map(({ id }) => id), GROUP_ID] },
});

export const gamesByLevel = counter<'level'>({
  name: 'dezenas_games_by_level_total',
  help: 'Games generated, by the level they were accepted on',
  labels: { level: LEVELS },
});

export const chunkRetries = counter({
  name: 'dezenas_chunk_retries_total',
  help: 'Chunks asked for again because the call that should have brought them failed',
});

export const chunkHedges = counter({
  name: 'dezenas_chunk_hedges_total',
  help: 'Chunks that were late and asked of another generator, too',
});

export const damagedAnswers = counter({
  name: 'dezenas_damaged_answers_total',
  help: 'Answers of generators that were not what their checksum says',
});

export const generatorFallbacks = counter({
  name: 'dezenas_generator_fallbacks_total',
  help: 'Times the orchestrator generated games itself because no generator answered',
});
