import type { DezenasClient, GameSpec } from '../../services/client/library/client.js';
import { check, until } from './checks.js';
import type { Cluster } from './cluster.js';
import { runJob } from './job-checks.js';

const GAMES = 'dezenas_chunk_games_total';

/** Many chunks of costly games, so that the job runs long enough to add a generator. */
const LONG: GameSpec = {
  quantity: 100,
  bestOf: 100_000_000,
  picks: 15,
  seed: 7,
  rules: [
    { id: 'ac', min: 1 },
    { id: 'deviation', max: 2_999 },
    { id: 'digit-sum', min: 2 },
    { id: 'runs', max: 14 },
    { id: 'smallest-gap', max: 58 },
    { id: 'largest-gap', min: 2 },
    { id: 'span', max: 58 },
  ],
};

/** Checks that work is distributed over all generators, including a generator that is added during a job. */
export async function checkScaling(cluster: Cluster, client: DezenasClient, generators: number): Promise<void> {
  const games = (from: number, to: number) =>
    Promise.all(Array.from({ length: to - from + 1 }, (_, i) => cluster.metric('generator', from + i, GAMES)));

  await check('every generator does at least half of its fair share', async () => {
    const before = await games(1, generators);
    await runJob(client, { quantity: 5_000_000, seed: 8 });
    const done = (await games(1, generators)).map((after, i) => after - before[i]);
    const fair = done.reduce((sum, each) => sum + each, 0) / generators;
    const shares = done.map((each) => each / fair);
    if (Math.min(...shares) < 0.5) throw new Error(`shares: ${shares.map((share) => share.toFixed(2)).join(', ')}`);
    return `shares ${shares.map((share) => share.toFixed(2)).join(', ')} of the fair one`;
  });

  await check('a generator that is added during a job is used within 60 s', async () => {
    const { id } = await client.createJob({ spec: LONG, workbook: { format: 'FILE_FORMAT_NONE' } });
    try {
      await until(async () => Number((await client.getJob(id)).progress?.gamesGenerated) > 0, 60, 'the job generates games');
      await cluster.startMissing({ generator: generators + 1 });
      const added = performance.now();
      await until(async () => (await games(generators + 1, generators + 1))[0] > 0, 60, 'the added generator generates games');
      const { state } = await client.getJob(id);
      if (state !== 'JOB_STATE_RUNNING') throw new Error(`the job ended before the added generator was used: ${state}`);
      return `after ${((performance.now() - added) / 1000).toFixed(1)} s`;
    } finally {
      await client.cancelJob(id).catch(() => {});
    }
  });
}
