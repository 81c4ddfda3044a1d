/** Runs in each worker thread of the pool. A thread has one instance of the core and runs one task at a time. */

import { threadId, workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { chunkChecksum } from '../core/chunk-checksum.js';
import { Core } from '../core/core.js';
import { appendGames, emptyGames, gameBytes, sliceGames } from '../core/game-columns.js';
import { surveyCandidates } from '../core/survey.js';
import { walkChunk } from '../core/walk-chunk.js';
import { DezenasError } from '../shared/errors.js';
import type { AnswerTask, ChunkTask, SurveyTask, TaskResult, WorkerData } from './chunk-task.js';

const core = new Core((workerData as WorkerData).core);
let configuredKey: string | undefined;

export default function runTask(task: ChunkTask | SurveyTask | AnswerTask): TaskResult {
  if (task.kind === 'answer') return { type: 'answered' };
  const { program } = task;
  const cancelFlag = new Int32Array(task.cancelFlag);
  const isCancelled = () => Atomics.load(cancelFlag, 0) !== 0;
  try {
    if (configuredKey !== task.programKey) {
      configuredKey = undefined;
      core.configure(program);
      configuredKey = task.programKey;
    }
    return task.kind === 'survey' ? survey(task, isCancelled) : generate(task, isCancelled);
  } catch (error) {
    // A DezenasError means that the program is invalid; the core is still usable. Any other error, such as a trap, may leave the core in an
    // undefined state, so the next task configures the core again.
    if (error instanceof DezenasError) return { type: 'refused', message: error.message };
    configuredKey = undefined;
    throw error;
  }
}

function generate({ programKey, program, order, windowGames }: ChunkTask, isCancelled: () => boolean): TaskResult {
  const startTimeMs = currentTimeMs();
  const bytes = gameBytes(program);
  const games = emptyGames(bytes, order.quantity);
  const walk = walkChunk(core, program, order, windowGames);
  for (;;) {
    if (isCancelled()) return { type: 'cancelled' };
    const step = walk.next();
    if (step.done) {
      const report = step.value;
      // The columns have room for the whole order, but the chunk may have fewer games.
      const found = sliceGames(games, bytes, 0, games.count);
      const checksum = chunkChecksum(programKey, order, windowGames, report, [found]);
      const timing = { startTimeMs, endTimeMs: currentTimeMs(), thread: threadId };
      const result: TaskResult = { type: 'done', ...found, report, checksum, timing };
      return transfer(result, [games.numbers, games.scores, games.levels]);
    }
    if (step.value) appendGames(games, step.value, bytes);
  }
}

function survey({ firstIndex, candidates }: SurveyTask, isCancelled: () => boolean): TaskResult {
  const steps = surveyCandidates(core, firstIndex, candidates);
  for (;;) {
    if (isCancelled()) return { type: 'cancelled' };
    const step = steps.next();
    if (step.done) return { type: 'surveyed', survey: step.value };
  }
}

/** Returns the milliseconds since 1970, with a finer resolution than Date.now(). */
function currentTimeMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Marks the columns as transferred, so that piscina does not copy them. */
function transfer(result: TaskResult, columns: Uint8Array[]): TaskResult {
  return move({
    [transferableSymbol]: columns.map((column) => column.buffer),
    [valueSymbol]: result,
  }) as unknown as TaskResult;
}
