import type { DezenasClient } from '../../services/client/library/client.js';
import { createClient } from '../../services/client/library/client.js';
import { check, expectEqual, until } from './checks.js';
import { type Cluster, docker } from './cluster.js';
import { expectCompleted, runJob, SPEC } from './job-checks.js';

/** What happens to parts of the cluster costs no job, and changes no game. */
export async function checkFaults(cluster: Cluster, client: DezenasClient): Promise<void> {
  const big = { ...SPEC, quantity: 2_000_000 };
  let digest = '';
  await check('a job of 2,000,000 games, undisturbed', async () => {
    digest = (await runJob(client, big)).summary?.gamesSha256 ?? '';
    return digest;
  });
  const survives = (title: string, disturb: () => Promise<unknown>, mend: () => Promise<unknown>) =>
    check(title, async () => {
      try {
        const job = await runJob(client, big, disturb);
        await expectCompleted(job, digest);
        return `attempts ${job.attempts}`;
      } finally {
        await mend();
      }
    });
  const generator = cluster.container('generator', 1);
  const redis = cluster.container('redis');
  const network = `${cluster.project}_default`;
  /** Orchestrators are not, while Redis is away. */
  const well = async () => {
    for (const container of [redis, cluster.container('orchestrator', 1), cluster.container('orchestrator', 2)])
      await cluster.revive(container);
  };

  await survives(
    'a generator killed in the middle of a job costs nothing',
    () => docker('kill', '--signal', 'KILL', generator),
    () => cluster.revive(generator),
  );
  await survives(
    'a generator told to stop hands its chunks over',
    async () => {
      await docker('stop', generator);
      expectEqual(await docker('inspect', '--format', '{{.State.ExitCode}}', generator), '0', 'its exit code');
    },
    () => cluster.revive(generator),
  );
  await survives(
    'a generator that sleeps does not hold the job',
    () => docker('pause', generator),
    () => docker('unpause', generator),
  );
  await survives(
    'a generator cut off from the network does not hold the job',
    () => docker('network', 'disconnect', network, generator),
    () => docker('network', 'connect', '--alias', 'generator', network, generator),
  );
  await survives(
    'Redis killed and started again in the middle of a job',
    async () => {
      await docker('kill', '--signal', 'KILL', redis);
      await docker('start', redis);
    },
    well,
  );
  await survives(
    'Redis cut off from the network for five seconds',
    async () => {
      await docker('network', 'disconnect', network, redis);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await docker('network', 'connect', '--alias', 'redis', network, redis);
    },
    well,
  );

  await check('an excel-writer told to stop finishes the file under way', async () => {
    const writer = cluster.container('excel-writer');
    const job = await runJob(client, big, () => docker('stop', writer));
    await cluster.revive(writer);
    await expectCompleted(job, digest);
    expectEqual(job.attempts, 1, 'attempts');
    return 'attempts 1';
  });

  await check('an excel-writer restarted in the middle of a job is used again', async () => {
    const job = await runJob(client, big, () => docker('restart', '--time', '0', cluster.container('excel-writer')));
    await expectCompleted(job, digest);
    if (job.attempts < 2) throw new Error('it was not hit');
    return `attempts ${job.attempts}`;
  });

  await check('an excel-writer that stays away fails its jobs with that reason', async () => {
    const job = await runJob(client, big, () => docker('kill', '--signal', 'KILL', cluster.container('excel-writer')));
    await cluster.revive(cluster.container('excel-writer'));
    expectEqual(job.failure?.reason, 'EXCEL_WRITER_UNAVAILABLE', 'reason');
    await expectCompleted(await retried(client, job.id), digest);
    return `${job.failure?.message}, attempts ${job.attempts}; retried, it completes`;
  });

  await check('an orchestrator killed with a job is followed by the other one', async () => {
    const other = createClient({ address: await cluster.address('orchestrator', 50051, 2) });
    try {
      const running: string[] = [];
      for (const seed of [1, 2, 3, 4]) running.push((await client.createJob({ spec: { quantity: 3_000_000, seed } })).id);
      await until(async () => (await client.listJobs({ states: ['JOB_STATE_RUNNING'] })).jobs.length >= 2, 30, 'jobs run');
      await docker('kill', '--signal', 'KILL', cluster.container('orchestrator', 1));
      const states = [];
      for (const id of running) {
        for await (const job of other.watchJob(id)) if (job.endTime) states.push(`${job.state.replace('JOB_STATE_', '')} ${job.attempts}`);
      }
      expectEqual(states.filter((state) => state.startsWith('COMPLETED')).length, 4, `completed jobs of ${states.join(', ')}`);
      if (!states.some((state) => state.endsWith(' 2'))) throw new Error('no job was taken over');
      return states.join(', ');
    } finally {
      other.close();
      await cluster.revive(cluster.container('orchestrator', 1));
    }
  });
}

async function retried(client: DezenasClient, id: string) {
  await client.retryJob(id);
  let last = await client.getJob(id);
  for await (last of client.watchJob(id));
  return last;
}
