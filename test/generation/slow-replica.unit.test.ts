/** Replicas of different speed on a fake clock, so that the speed of this machine does not matter. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunkChecksum } from '../../services/core/chunk-checksum.js';
import { type ChunkOrder, chunksAreChained, type Program } from '../../services/core/program.js';
import { programKey } from '../../services/core/program-key.js';
import { WindowTail } from '../../services/core/window-tail.js';
import { CallBudget } from '../../services/orchestrator/generation/call-budget.js';
import type { ChunkResult } from '../../services/orchestrator/generation/chunk-runner.js';
import { generateGames } from '../../services/orchestrator/generation/generation.js';
import type { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { GeneratorsRunner } from '../../services/orchestrator/generation/generators-runner.js';
import { InProcessRunner } from '../../services/orchestrator/generation/in-process-runner.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import { throwIfAborted } from '../../services/shared/errors.js';
import type { CallOptions } from '../../services/shared/grpc/client/calls.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { programOf } from '../support/data/programs.js';

const CHUNKS = 200;
const SPEC: GameSpec = { quantity: CHUNKS * 5_000, chunkSize: 5_000, seed: 61 };
const SPECS: [string, GameSpec][] = [
  ['independent chunks', SPEC],
  ['chained chunks', { ...SPEC, constraints: { maxRepetition: 4 } }],
];
/** Time for a chunk on a replica of normal speed. */
const CHUNK_MS = 50;

/** Milliseconds that each replica takes for a chunk. */
type Replicas = Record<string, (chunk: number) => number>;

const normal = () => CHUNK_MS;

/** Runs a spec on these replicas. @returns the elapsed time on the fake clock, and the number of chunks of each replica. */
async function runOn(replicas: Replicas, unresolved: GameSpec) {
  const { spec, ...compiled } = await programOf(unresolved);
  const { program } = compiled;
  const signal = new AbortController().signal;
  const key = programKey(program);
  // The answers are generated before the fake clock starts.
  const results: ChunkResult[] = [];
  const orders = planChunks(spec.quantity, unresolved.chunkSize as number);
  for await (const result of new InProcessRunner().run(program, orders, new Uint8Array(0), signal)) results.push(result);

  const chunks: Record<string, number> = Object.fromEntries(Object.keys(replicas).map((name) => [name, 0]));
  let calls = 0;
  const generate = async function* (_program: Program, asked: ChunkOrder[], window: Uint8Array, { steering, signal: stop }: CallOptions) {
    const names = Object.keys(replicas);
    calls++;
    const rotated = names.map((_, i) => names[(calls + i) % names.length]);
    const replica = rotated.toSorted((a, b) => (steering?.reluctance(a) ?? 0) - (steering?.reluctance(b) ?? 0))[0];
    steering?.onChosen(replica);
    const tail = new WindowTail(program, window);
    for (const order of asked) {
      await new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          stop?.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, replicas[replica](order.chunk));
        stop?.addEventListener('abort', finish);
      });
      throwIfAborted(stop);
      chunks[replica]++;
      const { report, batches } = results[order.chunk];
      yield { report, batches, checksum: chunkChecksum(key, order, tail.games, report, batches) };
      if (chunksAreChained(program)) for (const batch of batches) tail.push(batch);
    }
  };
  const budget = new CallBudget();
  const client = { generate } as unknown as GeneratorClient;
  const runner = new GeneratorsRunner({ client, concurrentCalls: 4, budget, logger: createLogger('test', 'silent') });
  const began = performance.now();
  let ended = false;
  const all = (async () => {
    const batches = generateGames(spec, compiled, runner, signal);
    for (;;) {
      const { done, value } = await batches.next();
      if (done) return { sha256: value.summary.gamesSha256, ms: performance.now() - began, chunks, counts: budget.counts };
    }
  })().finally(() => {
    ended = true;
  });
  while (!ended) await vi.advanceTimersByTimeAsync(CHUNK_MS / 5);
  return all;
}

describe('a replica ten times slower than the others', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it.each(SPECS)('gets few chunks and does not block the job (%s)', async (_title, spec) => {
    const undisturbed = await runOn({ a: normal, b: normal }, spec);
    const { sha256, ms, chunks } = await runOn({ a: normal, b: normal, slow: () => 10 * CHUNK_MS }, spec);
    console.log(
      `${(ms / undisturbed.ms).toFixed(2)} times the duration without the slow replica, which answered ${chunks.slow} of ${CHUNKS} chunks`,
    );
    expect(sha256).toBe(undisturbed.sha256);
    expect(chunks.slow).toBeGreaterThan(0);
    // Round robin would give it a third of the chunks, and chained chunks would take four times as long.
    expect(chunks.slow).toBeLessThan(CHUNKS / 8);
    expect(ms).toBeLessThan(2 * undisturbed.ms);
  });

  it('gets no hedged call when it is the only replica', async () => {
    const { counts, chunks } = await runOn({ only: (chunk) => (chunk === 5 ? 100 : 1) * CHUNK_MS }, SPEC);
    expect([counts.hedge, chunks.only]).toEqual([0, CHUNKS]);
  });
});
