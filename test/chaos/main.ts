/**
 * `npm run chaos`: the services as processes of this machine (or as containers), jobs, and faults over them; then a check that every accepted job
 * ended with the games of an undisturbed run and one set of files, or failed with a reason. Exit code 1 when one did not.
 */

import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Cluster } from '../support/cluster/cluster.js';
import { startProcessCluster } from '../support/cluster/process-cluster.js';
import { hasRedis } from '../support/redis-server.js';
import { startComposeCluster, whyNoCompose } from './compose-cluster.js';
import { runChaos } from './run-chaos.js';

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'processes' },
    faults: { type: 'string', default: '30' },
    jobs: { type: 'string', default: '10' },
    seed: { type: 'string' },
    size: { type: 'string' },
  },
});

const MODES: Record<string, () => Promise<Cluster>> = { processes: startProcesses, compose: startComposeCluster };

function startProcesses(): Promise<Cluster> {
  if (!hasRedis) console.log('redis-server is not installed: one orchestrator with jobs on its disk, and no faults of Redis');
  // Half of the faults may hit one job: it is tried again as often.
  const settings = { MAX_ATTEMPTS: '50', MAX_CONCURRENT_JOBS: '2' };
  return startProcessCluster({ orchestrators: hasRedis ? 2 : 1, generators: 3, redis: hasRedis, settings });
}

function number(name: 'faults' | 'jobs' | 'seed' | 'size', fallback: number): number {
  const value = Number(values[name] ?? fallback);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
  return value;
}

/** Their last lines, in a file whose name is given. */
async function keepLogs(cluster: Cluster, seed: number): Promise<string> {
  const file = join(tmpdir(), `dezenas-chaos-${seed}.log`);
  const logs = cluster.members.map(async (member) => (await cluster.log(member)).map((line) => `${member.name}: ${line}\n`).join(''));
  await writeFile(file, (await Promise.all(logs)).join(''));
  return file;
}

async function main(): Promise<void> {
  const start = MODES[values.mode];
  if (!start) throw new Error(`--mode must be ${Object.keys(MODES).join(' or ')}`);
  const options = { faults: number('faults', 30), jobs: number('jobs', 10), seed: number('seed', 1 + (Date.now() % 1_000_000)) };
  const skip = values.mode === 'compose' ? whyNoCompose() : undefined;
  if (skip) return console.log(`skipped: ${skip}`);
  const cluster = await start();
  try {
    const size = values.size === undefined ? undefined : number('size', 1);
    const { summary, wrong } = await runChaos(cluster, { ...options, size, say: (line) => console.log(line) });
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
