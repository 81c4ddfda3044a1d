import { describe, expect, it } from 'vitest';
import { chunkChecksum } from '../../services/core/chunk-checksum.js';
import type { ChunkOrder, Program } from '../../services/core/program.js';
import { programKey } from '../../services/core/program-key.js';
import { CallBudget } from '../../services/orchestrator/generation/call-budget.js';
import { CallRace } from '../../services/orchestrator/generation/call-race.js';
import type { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { InProcessRunner } from '../../services/orchestrator/generation/in-process-runner.js';
import { OpenOrders } from '../../services/orchestrator/generation/open-orders.js';
import { ReplicaWatch } from '../../services/orchestrator/generation/replica-watch.js';
import { DezenasError, throwIfAborted } from '../../services/shared/errors.js';
import type { CallOptions } from '../../services/shared/grpc/client/calls.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { programOf } from '../support/data/programs.js';

const REPLICA = '127.0.0.1:1';
const NO_WINDOW = new Uint8Array(0);

describe('a late chunk on the only generator', () => {
  it('comes from the second call, which waited for a connection, when the connection of the first call breaks', async () => {
    const { program } = await programOf({ quantity: 100, seed: 1 });
    const orders = [{ chunk: 0, quantity: 100, cursor: 0n }];
    const { signal } = new AbortController();
    let breakFirst = () => {};
    let connect = () => {};
    let calls = 0;
    // Simulates gRPC: a call learns its generator once a connection is open, and then receives answers.
    const generate = async function* (_program: Program, asked: ChunkOrder[], _window: Uint8Array, options: CallOptions) {
      calls++;
      if (calls === 1) {
        options.steering?.onChosen(REPLICA);
        await new Promise<void>((resolve) => {
          breakFirst = resolve;
        });
        throw new DezenasError('UNAVAILABLE', 'the connection broke');
      }
      if (calls === 2) {
        await new Promise<void>((resolve) => {
          connect = resolve;
        });
      }
      options.steering?.onChosen(REPLICA);
      throwIfAborted(options.signal);
      for await (const result of new InProcessRunner().run(program, asked, NO_WINDOW, signal)) {
        yield { ...result, checksum: chunkChecksum(programKey(program), asked[0], NO_WINDOW, result.report, result.batches) };
      }
    };
    const watch = new ReplicaWatch();
    const race = new CallRace(
      {
        ...{ client: { generate } as unknown as GeneratorClient, program, programKey: programKey(program) },
        ...{ watch, budget: new CallBudget(), logger: createLogger('test', 'silent') },
      },
      new OpenOrders(program, orders, NO_WINDOW),
      signal,
    );
    const results = race.run();
    const first = results.next();
    await expect.poll(() => calls).toBe(2);
    breakFirst();
    await expect.poll(() => watch.reluctance(REPLICA)).toBeGreaterThan(0);
    connect();
    expect((await first).value).toMatchObject({ report: { chunk: 0, games: 100 } });
    expect(calls).toBe(2);
    expect((await results.next()).done).toBe(true);
  });
});

describe('a late chunk on the only generator that sends correct games', () => {
  it('is not requested from a generator that sends damaged games', async () => {
    const DAMAGING = '127.0.0.1:2';
    const { program } = await programOf({ quantity: 100, seed: 1 });
    const { signal } = new AbortController();
    const [watch, budget] = [new ReplicaWatch(), new CallBudget()];
    watch.recordDamage(DAMAGING, false);
    let answer = () => {};
    let calls = 0;
    let droppedAt: unknown[] = [];
    const generate = async function* (_program: Program, asked: ChunkOrder[], _window: Uint8Array, options: CallOptions) {
      const costs = [REPLICA, DAMAGING].map((address) => options.steering?.reluctance(address) ?? 0);
      const replica = costs[0] <= costs[1] ? REPLICA : DAMAGING;
      options.steering?.onChosen(replica);
      if (++calls > 1) droppedAt = [replica, options.signal?.aborted];
      throwIfAborted(options.signal);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      for await (const result of new InProcessRunner().run(program, asked, NO_WINDOW, signal)) {
        yield { ...result, checksum: chunkChecksum(programKey(program), asked[0], NO_WINDOW, result.report, result.batches) };
      }
    };
    const race = new CallRace(
      {
        ...{ client: { generate } as unknown as GeneratorClient, program, programKey: programKey(program) },
        ...{ watch, budget, logger: createLogger('test', 'silent') },
      },
      new OpenOrders(program, [{ chunk: 0, quantity: 100, cursor: 0n }], NO_WINDOW),
      signal,
    );
    const first = race.run().next();
    await expect.poll(() => calls).toBeGreaterThan(1);
    expect(droppedAt).toEqual([DAMAGING, true]);
    answer();
    expect((await first).value).toMatchObject({ report: { chunk: 0, games: 100 } });
    expect([watch.repeatedDamage, budget.counts.hedge]).toEqual([0, 0]);
  });
});
