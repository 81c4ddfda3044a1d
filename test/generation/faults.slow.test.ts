import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { toCoreProgram } from '../../services/core/program-messages.js';
import { callServerStream } from '../../services/shared/grpc/client/calls.js';
import { createGrpcClient } from '../../services/shared/grpc/client/create-client.js';
import { GeneratorService } from '../../services/shared/grpc/definitions.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import type { GenerateRequest } from '../../services/shared/grpc/generated/dezenas/v1/GenerateRequest.js';
import type { GenerateResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import { programOf } from '../support/data/programs.js';
import { runOnGenerators } from '../support/services/run-on-generators.js';
import { startServiceProcess } from '../support/services/service-process.js';
import { SPECS } from './fault-specs.js';

let endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
  endings = [];
});

async function startProcess(settings?: Record<string, string>) {
  const generator = await startServiceProcess('generator', { GENERATOR_THREADS: '1', DRAIN_SECONDS: '30', ...settings });
  endings.push(() => generator.kill());
  return generator;
}

describe('a generator that hangs during a job', () => {
  it.each(SPECS)('does not block the job (%s)', async (_title, spec) => {
    const [first, second] = [await startProcess(), await startProcess()];
    const addresses = [first.address, second.address];
    const undisturbed = await runOnGenerators(addresses, spec);
    const { sha256, ms, counts } = await runOnGenerators(addresses, spec, { meanwhile: () => first.child.kill('SIGSTOP') });
    console.log(
      `${(ms / undisturbed.ms).toFixed(2)} times the duration without the fault, ${counts.hedge} hedged chunks, ${counts.retry} retried calls`,
    );
    expect(sha256).toBe(undisturbed.sha256);
    // Hedged calls replace the calls to the silent generator before these time out. On a busy machine the budget can refuse some hedges.
    expect(counts.retry).toBeLessThanOrEqual(counts.refused);
  });
});

describe('a generator that is killed during a job', () => {
  it.each(SPECS)('costs retries only of its running calls (%s)', async (_title, spec) => {
    const [first, second] = [await startProcess(), await startProcess()];
    const addresses = [first.address, second.address];
    const undisturbed = await runOnGenerators(addresses, spec);
    const { sha256, counts } = await runOnGenerators(addresses, spec, { meanwhile: first.kill });
    console.log(`${counts.retry} retried calls, ${counts.hedge} hedged chunks`);
    expect(sha256).toBe(undisturbed.sha256);
    expect(counts.retry).toBeLessThanOrEqual(4);
  });
});

describe('a generator that receives SIGTERM', () => {
  it.each(SPECS)('leaves its chunks to another generator and exits with code 0 (%s)', async (_title, spec) => {
    const [first, second] = [await startProcess(), await startProcess()];
    const addresses = [first.address, second.address];
    const undisturbed = await runOnGenerators(addresses, spec);
    const exit = once(first.child, 'exit');
    const { sha256, counts } = await runOnGenerators(addresses, spec, { meanwhile: () => first.child.kill('SIGTERM') });
    expect(sha256).toBe(undisturbed.sha256);
    expect(await exit).toEqual([0, null]);
    console.log(`${counts.retry} calls retried on the other generator`);
  });

  it('exits with code 0 after DRAIN_SECONDS although a call still runs', async () => {
    const { child, address } = await startProcess({ DRAIN_SECONDS: '1' });
    const exit = once(child, 'exit');
    // Only ten games without a common number exist, so the call visits the other candidates without finding a game.
    const endless: GameSpec = { quantity: 50_000, seed: 3, chunkSize: 50_000, constraints: { maxRepetition: 0 } };
    const { program } = await programOf(endless);
    const beats = createGrpcClient(GeneratorService, address);
    const answers = callServerStream<GenerateRequest, GenerateResponse__Output>(beats.Generate.bind(beats), {
      program: toCoreProgram(program),
      orders: [{ chunk: 0, quantity: 50_000, cursor: 0 }],
    });
    expect((await answers.next()).value).toMatchObject({ heartbeat: {} });
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    const rest = async () => {
      for await (const answer of answers) expect(answer).toMatchObject({ heartbeat: {} });
    };
    await expect(rest()).rejects.toMatchObject({ code: expect.stringMatching(/^(CANCELLED|UNAVAILABLE)$/) });
    beats.close();
  });
});
