import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DezenasError } from '../../services/client/library/client.js';
import { type ProcessCluster, startProcessCluster } from '../support/cluster/process-cluster.js';
import { SEED } from '../support/data/random.js';
import type { Profile } from './profiles.js';
import { Recorder } from './recorder.js';
import { report } from './report.js';
import { runLoad } from './run-load.js';

const PROFILE: Profile = { seconds: 5, clients: 3, warmUpSeconds: 1 };

describe('a short load run', () => {
  let server: ProcessCluster;
  beforeAll(async () => {
    server = await startProcessCluster({ orchestrators: 1, generators: 2, redis: false });
  });
  afterAll(() => server.stop());

  it('finds no error and no wrong result, and measures the memory of every process', async () => {
    const stop = new AbortController().signal;
    const result = await runLoad({ ...PROFILE, addresses: await server.addresses(), pids: server.pids, seed: SEED, stop });
    const { lines, ok } = report(
      result,
      PROFILE,
      server.services.flatMap(({ deaths }) => deaths),
    );
    console.log(lines.join('\n'));
    expect(ok).toBe(true);
    expect(result.memory.map(({ name }) => name)).toEqual(['generator 1', 'generator 2', 'excel-writer', 'orchestrator 1']);
    expect(Math.min(...result.memory.map(({ maxMegabytes }) => maxMegabytes))).toBeGreaterThan(20);
  });
});

describe('the verdict of a load run', () => {
  const verdictOf = (recorder: Recorder, deaths: string[] = [], growth = 0) => {
    const memory = [{ name: 'generator 1', maxMegabytes: 100, lastMegabytes: 100, growth }];
    return report({ recorder, seconds: 1, memory }, { ...PROFILE, maxGrowth: 5 }, deaths).ok;
  };
  const recorderOf = async (...errors: DezenasError[]) => {
    const recorder = new Recorder(new AbortController().signal);
    await recorder.time('GetJob', async () => {
      const error = errors.shift();
      if (error) throw error;
    });
    return recorder;
  };

  it('is positive without errors, even if operations were refused and retried', async () => {
    expect(verdictOf(await recorderOf())).toBe(true);
    const refused = await recorderOf(new DezenasError('RESOURCE_EXHAUSTED', 'later', { retryAfterMs: 1 }));
    expect(verdictOf(refused)).toBe(true);
    expect(refused.table()[1]).toMatch(/GetJob +1 .* 1$/);
  });

  it('is negative after an error, a wrong result, an unexpected exit, memory growth, or no operation', async () => {
    expect(verdictOf(await recorderOf(new DezenasError('UNAVAILABLE', 'gone')))).toBe(false);
    const wrong = await recorderOf();
    wrong.expect(false, 'another digest');
    expect(verdictOf(wrong)).toBe(false);
    expect(verdictOf(await recorderOf(), ['generator 1 ended with SIGSEGV'])).toBe(false);
    expect(verdictOf(await recorderOf(), [], 6)).toBe(false);
    expect(verdictOf(new Recorder(new AbortController().signal))).toBe(false);
  });
});
