import type { Program } from '../core/program.js';
import { programKey } from '../core/program-key.js';
import { addSurveys, type Survey } from '../core/survey.js';
import { mapInOrder } from '../shared/async/map-in-order.js';
import { type ChunkThreads, runTask } from './run-chunks.js';

/** Candidates per task: a few hundred milliseconds of work. */
const TASK_CANDIDATES = 1_000_000;

/**
 * Judges candidates on all threads. Yields the total so far after each task; the last total covers all candidates. Stops within a
 * slice of candidates when the signal fires or the reader stops.
 */
export async function* runSurvey(
  threads: ChunkThreads,
  program: Program,
  firstIndex: bigint,
  candidates: number,
  signal: AbortSignal,
): AsyncGenerator<Survey> {
  const base = { kind: 'survey' as const, programKey: programKey(program), program };
  const work = async (first: number, stopped: AbortSignal) => {
    const count = Math.min(TASK_CANDIDATES, candidates - first);
    const result = await runTask(threads, { ...base, firstIndex: firstIndex + BigInt(first), candidates: count }, stopped);
    if (result.type !== 'surveyed') throw new Error(`a survey task has the result of another task: ${result.type}`);
    return result.survey;
  };
  let total: Survey | undefined;
  for await (const survey of mapInOrder(taskStarts(candidates), { concurrency: threads.size + 1, signal }, work)) {
    total = total ? addSurveys([total, survey]) : survey;
    yield total;
  }
}

/** Yields the index of the first candidate of each task. */
function* taskStarts(candidates: number): Generator<number> {
  for (let first = 0; first < candidates; first += TASK_CANDIDATES) yield first;
}
