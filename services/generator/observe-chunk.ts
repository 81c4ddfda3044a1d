import type { ChunkOrder, ChunkReport } from '../core/program.js';
import { startSpan } from '../shared/observability/tracing.js';
import { chunkGames, chunkSeconds, chunks } from './metrics.js';

/** When a worker thread did a chunk: milliseconds since 1970. Threads have no tracer: they say what the main thread needs for the span. */
export interface ChunkTiming {
  startTimeMs: number;
  endTimeMs: number;
  thread: number;
}

/** Counts a chunk that is done, and traces it as part of the call. */
export function observeChunk({ chunk, quantity }: ChunkOrder, { outcome, games }: ChunkReport, timing: ChunkTiming): void {
  const { startTimeMs, endTimeMs, thread } = timing;
  chunkSeconds.observe((endTimeMs - startTimeMs) / 1000, {});
  chunks.add(1, { outcome });
  chunkGames.add(games, {});
  const attributes = { 'dezenas.chunk': chunk, 'dezenas.quantity': quantity, 'dezenas.games': games, 'dezenas.outcome': outcome };
  startSpan('chunk', { startTimeMs, attributes: { ...attributes, 'thread.id': thread } })?.end({ endTimeMs });
}
