import { chunkChecksum } from '../../core/chunk-checksum.js';
import type { ChunkOrder, Program } from '../../core/program.js';
import { DezenasError } from '../../shared/errors.js';
import type { ChunkResult } from './chunk-runner.js';

/** An answer of a generator. */
export interface ChunkAnswer extends ChunkResult {
  /** Checksum of the request, the report and the games, computed by the generator. */
  checksum: number;
}

/** The reason of the error for a damaged answer. */
export const DAMAGED = 'ANSWER_DAMAGED';

/** Creates the error for an answer that was damaged, or that belongs to another request. */
export function damagedAnswerError(what: string, cause?: unknown): DezenasError {
  return new DezenasError('INTERNAL', `a generator sent ${what}`, { reason: DAMAGED, cause });
}

/**
 * Checks that an answer is complete, undamaged, and the answer to this order.
 * @throws DezenasError INTERNAL with reason ANSWER_DAMAGED otherwise.
 */
export function checkAnswer(
  programKey: string,
  program: Program,
  order: ChunkOrder,
  windowGames: Uint8Array,
  { batches, report, checksum }: ChunkAnswer,
): void {
  if (report.chunk !== order.chunk) throw damagedAnswerError('the wrong chunk');
  let games = 0;
  for (const { chunk, offset, count, picks, extraPicks } of batches) {
    const fits = chunk === order.chunk && offset === games && picks === program.picks && extraPicks === program.extraPicks;
    if (!fits) throw damagedAnswerError('a batch out of place');
    games += count;
  }
  if (games !== report.games || games > order.quantity) throw damagedAnswerError('a different number of games than reported');
  if (chunkChecksum(programKey, order, windowGames, report, batches) !== checksum)
    throw damagedAnswerError('a chunk with a wrong checksum');
}
