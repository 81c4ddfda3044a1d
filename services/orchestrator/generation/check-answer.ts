import { chunkChecksum } from '../../core/chunk-checksum.js';
import type { ChunkOrder, Program } from '../../core/program.js';
import { DezenasError } from '../../shared/errors.js';
import type { ChunkResult } from './chunk-runner.js';

/** A chunk as a generator sent it. */
export interface ChunkAnswer extends ChunkResult {
  /** Of what was asked for, of the report and of the games, computed where they were made. */
  checksum: number;
}

/** The reason of an error about a damaged answer. */
export const DAMAGED = 'ANSWER_DAMAGED';

/** What came is not what was made, or not what was asked for. */
export function damagedAnswer(what: string, cause?: unknown): DezenasError {
  return new DezenasError('INTERNAL', `a generator sent ${what}`, { reason: DAMAGED, cause });
}

/** @throws DezenasError INTERNAL with reason ANSWER_DAMAGED when the answer is not the whole and unharmed one to this order. */
export function checkAnswer(
  programKey: string,
  program: Program,
  order: ChunkOrder,
  windowGames: Uint8Array,
  { batches, report, checksum }: ChunkAnswer,
): void {
  if (report.chunk !== order.chunk) throw damagedAnswer('another chunk');
  let games = 0;
  for (const { chunk, offset, count, picks, extraPicks } of batches) {
    const fits = chunk === order.chunk && offset === games && picks === program.picks && extraPicks === program.extraPicks;
    if (!fits) throw damagedAnswer('a batch out of place');
    games += count;
  }
  if (games !== report.games || games > order.quantity) throw damagedAnswer('another number of games than it says');
  if (chunkChecksum(programKey, order, windowGames, report, batches) !== checksum) throw damagedAnswer('a chunk of another checksum');
}
