import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ChunkThreads, startChunkThreads } from '../../services/generator/run-chunks.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { programOf } from '../support/data/programs.js';

const logger = createLogger('test', 'silent');

async function chunkOf(threads: ChunkThreads, maxRepetition = 4) {
  const { program } = await programOf({ quantity: 50_000, seed: 1, chunkSize: 50_000, constraints: { maxRepetition } });
  const order = { chunk: 0, quantity: 50_000, cursor: 0n };
  return threads.run({
    kind: 'chunk' as const,
    programKey: `test ${maxRepetition}`,
    program,
    order,
    windowGames: new Uint8Array(0),
    cancelFlag: new SharedArrayBuffer(4),
  });
}

describe('a thread pool', () => {
  it('retries a task whose thread died, also when the next thread dies during its start', async () => {
    const threads = startChunkThreads(1, logger);
    const undisturbed = await chunkOf(threads);
    const disturbed = chunkOf(threads);
    for (let kills = 0; kills < 2; kills++) {
      while (threads.workers.length === 0) await setImmediate();
      await threads.workers[0].terminate();
    }
    // The timing of two runs differs.
    expect({ ...(await disturbed), timing: undefined }).toEqual({ ...undisturbed, timing: undefined });
    expect(threads.retries).toBeGreaterThan(0);
    await threads.destroy();
  });

  it('fails a task after three attempts, and runs the next task', async () => {
    const threads = startChunkThreads(2, logger);
    // The task takes some seconds, so every thread is killed before the task is done.
    const doomed = chunkOf(threads, 0);
    let over = false;
    const outcome = doomed
      .catch((error: unknown) => error)
      .finally(() => {
        over = true;
      });
    while (!over) {
      await Promise.all(threads.workers.map((worker) => worker.terminate()));
      await setImmediate();
    }
    expect(await outcome).toMatchObject({ code: 'INTERNAL', message: 'the worker task "chunk" failed 3 times', reason: 'TASK_FAILED' });
    expect(await chunkOf(threads)).toMatchObject({ type: 'done' });
    await threads.destroy();
  });

  it('fails its running task when it is destroyed', async () => {
    const threads = startChunkThreads(1, logger);
    const outcome = chunkOf(threads).catch((error: unknown) => error);
    await threads.destroy();
    expect(await outcome).toMatchObject({ code: 'INTERNAL' });
  });
});
