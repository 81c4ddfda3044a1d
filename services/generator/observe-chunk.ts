import type { ChunkOrder, ChunkReport } from '../core/program.js';
import { startSpan } from '../shared/observability/tracing.js';
import { chunkGames, chunkSeconds, chunks } from './metrics.js';

/**
 * The time and the thread in which a chunk was generated. Times are in milliseconds since 1970. Worker threads have no tracer, so
 * the main thread makes the span from these values.
 */
export interface ChunkTiming {
  startTimeMs: number;
  endTimeMs: number;
  thread: number;
}

/** Counts a generated chunk and adds its span to the trace of the call. */
export function observeChunk({ chunk, quantity }: ChunkOrder, { outcome, games }: ChunkReport, timing: ChunkTiming): void {
  const { startTimeMs, endTimeMs, thread } = timing;
  chunkSeconds.observe((endTimeMs - startTimeMs) / 1000, {});
  chunks.add(1, { outcome });
  chunkGames.add(games, {});
  const attributes = { 'dezenas.chunk': chunk, 'dezenas.quantity': quantity, 'dezenas.games': games, 'dezenas.outcome': outcome };
  startSpan('chunk', { startTimeMs, attributes: { ...attributes, 'thread.id': thread } })?.end({ endTimeMs });
}
