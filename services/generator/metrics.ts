/** The metrics of a generator; docs/reference/metrics.md lists them. */

import { counter, histogram } from '../shared/observability/metric.js';

export const chunkSeconds = histogram({
  name: 'dezenas_chunk_seconds',
  help: 'Time a worker thread took for a chunk, without the wait for the thread',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
});

export const chunks = counter<'outcome'>({
  name: 'dezenas_chunks_total',
  help: 'Chunks generated, by outcome',
  labels: { outcome: ['COMPLETE', 'EXHAUSTED', 'GAVE_UP'] },
});

export const chunkGames = counter({
  name: 'dezenas_chunk_games_total',
  help: 'Games generated; a chunk that is retried counts each time',
});
