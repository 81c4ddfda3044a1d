/**
 * `npm run chaos`: starts the services as processes on this machine, or as containers, and injects faults while jobs run. Then checks that every
 * accepted job completed with the games of an undisturbed run and one set of files, or failed with a reason. Exits with 1 if a job did not.
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
  if (!hasRedis) console.log('redis-server is not installed: running one orchestrator with its jobs on disk, without Redis faults');
  // Allow enough attempts for a job that is hit by half of the faults.
  const settings = { MAX_ATTEMPTS: '50', MAX_CONCURRENT_JOBS: '2' };
  return startProcessCluster({ orchestrators: hasRedis ? 2 : 1, generators: 3, redis: hasRedis, settings });
}

const options = script('chaos', 'Injects faults while jobs run, and checks that no job is lost or wrong.')
  .addOption(
    new Option('--mode <mode>', 'whether the services run as processes or as containers').choices(Object.keys(MODES)).default('processes'),
  )
  .addOption(count('faults', 'number of faults: kills, pauses, slow disks, cut networks').default(30))
  .addOption(count('jobs', 'number of jobs').default(10))
  .addOption(count('seed', 'seed of the jobs and of the faults').default(newSeed(), 'a new seed'))
  .addOption(factor('size', 'size of the jobs (default: large enough to run during all faults on this machine)'))
  .parse()
  .opts<{ mode: string; faults: number; jobs: number; seed: number; size?: number }>();

/** Writes the last log lines of all members to a file. @returns the path of the file. */
async function saveLogs(cluster: Cluster, seed: number): Promise<string> {
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
    console.log(`logs of the services: ${await saveLogs(cluster, options.seed)}`);
  } finally {
    await cluster.stop();
  }
}

// Handlers of the exit event end the processes and containers that were started.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
