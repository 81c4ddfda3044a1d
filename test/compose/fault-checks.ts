import type { DezenasClient } from '../../services/client/library/client.js';
import { createClient } from '../../services/client/library/client.js';
import { check, expectEqual, until } from './checks.js';
import { type Cluster, docker } from './cluster.js';
import { expectCompleted, runJob, SPEC } from './job-checks.js';

/** Checks that faults of containers lose no job and change no game. */
export async function checkFaults(cluster: Cluster, client: DezenasClient): Promise<void> {
  const big = { ...SPEC, quantity: 2_000_000 };
  let digest = '';
  await check('a job of 2,000,000 games completes without faults', async () => {
    digest = (await runJob(client, big)).summary?.gamesSha256 ?? '';
    return digest;
  });
  const checkFault = (title: string, disturb: () => Promise<unknown>, mend: () => Promise<unknown>) =>
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
  /** Restarts Redis and waits for the orchestrators, which are unhealthy while Redis is unavailable. */
  const reviveRedis = async () => {
    for (const container of [redis, cluster.container('orchestrator', 1), cluster.container('orchestrator', 2)])
      await cluster.revive(container);
  };

  await checkFault(
    'a job completes when a generator is killed',
    () => docker('kill', '--signal', 'KILL', generator),
    () => cluster.revive(generator),
  );
  await checkFault(
    'a job completes when a generator is stopped',
    async () => {
      await docker('stop', generator);
      expectEqual(await docker('inspect', '--format', '{{.State.ExitCode}}', generator), '0', 'the exit code of the generator');
    },
    () => cluster.revive(generator),
  );
  await checkFault(
    'a job completes while a generator is paused',
    () => docker('pause', generator),
    () => docker('unpause', generator),
  );
  await checkFault(
    'a job completes while a generator is cut off from the network',
    () => docker('network', 'disconnect', network, generator),
    () => docker('network', 'connect', '--alias', 'generator', network, generator),
  );
  await checkFault(
    'a job completes when Redis is killed and restarted',
    async () => {
      await docker('kill', '--signal', 'KILL', redis);
      await docker('start', redis);
    },
    reviveRedis,
  );
  await checkFault(
    'a job completes when Redis is cut off from the network for five seconds',
    async () => {
      await docker('network', 'disconnect', network, redis);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await docker('network', 'connect', '--alias', 'redis', network, redis);
    },
    reviveRedis,
  );

  await check('a stopped excel-writer finishes its running file first', async () => {
    const writer = cluster.container('excel-writer');
    const job = await runJob(client, big, () => docker('stop', writer));
    await cluster.revive(writer);
    await expectCompleted(job, digest);
    expectEqual(job.attempts, 1, 'attempts');
    return 'attempts 1';
  });

  await check('a job is retried and completes when the excel-writer is restarted', async () => {
    const job = await runJob(client, big, () => docker('restart', '--time', '0', cluster.container('excel-writer')));
    await expectCompleted(job, digest);
    if (job.attempts < 2) throw new Error('the restart did not interrupt the job');
    return `attempts ${job.attempts}`;
  });

  await check('a job fails with EXCEL_WRITER_UNAVAILABLE while the excel-writer is down', async () => {
    const job = await runJob(client, big, () => docker('kill', '--signal', 'KILL', cluster.container('excel-writer')));
    await cluster.revive(cluster.container('excel-writer'));
    expectEqual(job.failure?.reason, 'EXCEL_WRITER_UNAVAILABLE', 'reason');
    await expectCompleted(await retryJob(client, job.id), digest);
    return `${job.failure?.message}, attempts ${job.attempts}; the retried job completes`;
  });

  await check('another orchestrator takes over the jobs of a killed orchestrator', async () => {
    const other = createClient({ address: await cluster.address('orchestrator', 50051, 2) });
    try {
      const running: string[] = [];
      for (const seed of [1, 2, 3, 4]) running.push((await client.createJob({ spec: { quantity: 3_000_000, seed } })).id);
      await until(async () => (await client.listJobs({ states: ['JOB_STATE_RUNNING'] })).jobs.length >= 2, 30, 'two jobs are running');
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

async function retryJob(client: DezenasClient, id: string) {
  await client.retryJob(id);
  let last = await client.getJob(id);
  for await (last of client.watchJob(id));
  return last;
}
