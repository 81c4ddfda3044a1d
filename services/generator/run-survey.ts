import type { Program } from '../core/program.js';
import { programKey } from '../core/program-key.js';
import { addSurveys, type Survey } from '../core/survey.js';
import { throwIfAborted } from '../shared/errors.js';
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
  const cancelFlag = new SharedArrayBuffer(4);
  const base = { kind: 'survey' as const, programKey: programKey(program), program, cancelFlag };
  const cancel = () => Atomics.store(new Int32Array(cancelFlag), 0, 1);
  const pending: Promise<Survey>[] = [];
  signal.addEventListener('abort', cancel);
  try {
    let total: Survey | undefined;
    for (let next = 0; next < candidates || pending.length > 0; ) {
      throwIfAborted(signal);
      while (next < candidates && pending.length <= threads.size) {
        const count = Math.min(TASK_CANDIDATES, candidates - next);
        const survey = runTask(threads, { ...base, firstIndex: firstIndex + BigInt(next), candidates: count }).then((result) => {
          if (result.type !== 'surveyed') throw new Error(`a survey task has the result of another task: ${result.type}`);
          return result.survey;
        });
        // Results are awaited in order. A failure before that must not count as an unhandled rejection.
        survey.catch(() => {});
        pending.push(survey);
        next += count;
      }
      const survey = await (pending.shift() as Promise<Survey>);
      total = total ? addSurveys([total, survey]) : survey;
      yield total;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
    await Promise.allSettled(pending);
  }
}
