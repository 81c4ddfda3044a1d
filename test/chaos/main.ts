/**
 * `npm run chaos`: the services as processes of this machine (or as containers), jobs, and faults over them; then a check that every accepted job
 * ended with the games of an undisturbed run and one set of files, or failed with a reason. Exit code 1 when one did not.
 */

import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Cluster } from '../support/cluster/cluster.js';
import { startProcessCluster } from '../support/cluster/process-cluster.js';
import { hasRedis } from '../support/servers/redis-server.js';
import { count, factor, newSeed, script } from '../support/tools/script-options.js';
import { whyNoDocker } from '../support/tools/why-no-docker.js';
import { startComposeCluster } from './compose-cluster.js';
import { runChaos } from './run-chaos.js';

const MODES: Record<string, () => Promise<Cluster>> = { processes: startProcesses, compose: startComposeCluster };

function startProcesses(): Promise<Cluster> {
  if (!hasRedis) console.log('redis-server is not installed: one orchestrator with jobs on its disk, and no faults of Redis');
  // Half of the faults may hit one job: it is tried again as often.
  const settings = { MAX_ATTEMPTS: '50', MAX_CONCURRENT_JOBS: '2' };
  return startProcessCluster({ orchestrators: hasRedis ? 2 : 1, generators: 3, redis: hasRedis, settings });
}

const options = script('chaos', 'Jobs, and faults over them; then a check that nothing was lost and nothing is wrong.')
  .addOption(new Option('--mode <mode>', 'what the services are').choices(Object.keys(MODES)).default('processes'))
  .addOption(count('faults', 'how many: kills, pauses, slow disks, networks cut').default(30))
  .addOption(count('jobs', 'how many').default(10))
  .addOption(count('seed', 'of the jobs and of what happens when').default(newSeed(), 'a new one'))
  .addOption(factor('size', 'how large the jobs are (default: so that the faults meet them on this machine)'))
  .parse()
  .opts<{ mode: string; faults: number; jobs: number; seed: number; size?: number }>();

/** Their last lines, in a file whose name is given. */
async function keepLogs(cluster: Cluster, seed: number): Promise<string> {
  const file = join(tmpdir(), `dezenas-chaos-${seed}.log`);
  const logs = cluster.members.map(async (member) => (await cluster.log(member)).map((line) => `${member.name}: ${line}\n`).join(''));
  await writeFile(file, (await Promise.all(logs)).join(''));
  return file;
}

async function main(): Promise<void> {
  const skip = options.mode === 'compose' ? whyNoDocker() : undefined;
  if (skip) return console.log(`skipped: ${skip}`);
  const cluster = await MODES[options.mode]();
  try {
    const { summary, wrong } = await runChaos(cluster, { ...options, say: (line) => console.log(line) });
    for (const line of wrong) console.log(`WRONG  ${line}`);
    console.log(summary);
    if (wrong.length === 0) return;
    process.exitCode = 1;
    console.log(`what the services said: ${await keepLogs(cluster, options.seed)}`);
  } finally {
    await cluster.stop();
  }
}

// What was started dies with this process.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
