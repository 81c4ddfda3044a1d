import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProcessCluster, startProcessCluster } from '../support/cluster/process-cluster.js';
import { Random, SEED } from '../support/data/random.js';
import { hasRedis, NO_REDIS } from '../support/servers/redis-server.js';
import { Callers } from './callers.js';
import { check } from './check.js';
import { planJobs } from './job-requests.js';
import { planFaults } from './plan-faults.js';
import { runChaos } from './run-chaos.js';

describe.skipIf(!hasRedis)(`a cluster under faults${NO_REDIS}`, () => {
  let cluster: ProcessCluster;
  beforeAll(async () => {
    cluster = await startProcessCluster({ orchestrators: 2, generators: 2, redis: true, settings: { MAX_ATTEMPTS: '50' } });
  });
  afterAll(() => cluster.stop());

  it('completes or fails every accepted job, with the games of an undisturbed run and one set of files', async () => {
    const say = (line: string) => console.log(line);
    const { summary, completed, failed, met, wrong } = await runChaos(cluster, { faults: 6, jobs: 3, seed: SEED, size: 0.1, say });
    console.log(summary);
    expect(wrong).toEqual([]);
    expect(completed + failed).toBe(3);
    expect(met).toBeGreaterThan(0);
  });

  it('is checked for real: the check detects wrong games and a wrong number of files', async () => {
    const callers = new Callers(cluster);
    const [right, other] = planJobs(5, 1, 0.01).filter(({ files }) => files === 4);
    const job = await callers.ask(async (jobs) => jobs.end((await jobs.create(right.request)).id));
    expect(await check({ planned: right, job }, callers, cluster)).toEqual([]);
    const wrong = await check({ planned: { ...other, files: 3 }, job }, callers, cluster);
    expect(wrong).toEqual([expect.stringContaining('the digest of its games'), 'it has 4 files, not 3']);
    callers.close();
  });

  it('gets the same sequence of faults for the same seed, with every kind of fault', () => {
    const planned = (seed: number) =>
      planFaults(40, cluster.members, new Random(seed)).map(({ fault, member }) => `${fault.done} ${member.name}`);
    expect(planned(3)).toEqual(planned(3));
    expect(planned(3)).not.toEqual(planned(4));
    const kinds = planFaults(40, cluster.members, new Random(3)).map(({ fault }) => fault);
    expect(new Set(kinds).size).toBe(8);
  });
});
