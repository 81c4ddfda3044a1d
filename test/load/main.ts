/**
 * `npm run load`: runs clients with a mix of calls and jobs against a server, which the program starts unless `--address` names another. Then prints
 * latencies, errors and the memory of the server's processes. Exits with 1 after a wrong result, an error, an unexpected exit or a growth of memory.
 * Ctrl+C ends the run early.
 */

import { Option } from 'commander';
import { type ProcessCluster, startProcessCluster } from '../support/cluster/process-cluster.js';
import { hasRedis } from '../support/servers/redis-server.js';
import { count, newSeed, script } from '../support/tools/script-options.js';
import { PROFILES } from './profiles.js';
import { report } from './report.js';
import { runLoad } from './run-load.js';

const options = script('load', 'Runs clients with a mix of calls and jobs, and reports latencies, errors and memory.')
  .addOption(new Option('--profile <profile>', 'duration and number of clients').choices(Object.keys(PROFILES)).default('minute'))
  .addOption(new Option('--address <host:port>', 'address of an orchestrator (default: start all services)'))
  .addOption(count('clients', 'number of concurrent clients (default: from the profile)'))
  .addOption(count('seed', 'seed of the operations').default(newSeed(), 'a new seed'))
  .parse()
  .opts<{ profile: string; address?: string; clients?: number; seed: number }>();

function startServer(): Promise<ProcessCluster> {
  console.log(hasRedis ? 'starting two orchestrators with Redis' : 'redis-server is not installed: starting one orchestrator');
  // Jobs expire during the run, so that a leak of their resources would show.
  const settings = { JOB_TTL_SECONDS: '120', JOB_EXPIRED_SECONDS: '60' };
  return startProcessCluster({ orchestrators: hasRedis ? 2 : 1, generators: 2, redis: hasRedis, settings });
}

async function main(): Promise<void> {
  const { seed, address } = options;
  const profile = PROFILES[options.profile];
  const clients = options.clients ?? profile.clients;
  const stop = new AbortController();
  // The first Ctrl+C ends the run early; the second exits. Handlers of the exit event end the processes that were started.
  process.on('SIGINT', () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  process.once('SIGTERM', () => process.exit(143));
  const server = address === undefined ? await startServer() : undefined;
  try {
    const addresses = (await server?.addresses()) ?? [address as string];
    console.log(`profile ${options.profile}: ${profile.seconds} s, ${clients} clients, seed ${seed}, ${addresses.join(' and ')}\n`);
    const pids = () => server?.pids() ?? new Map();
    const result = await runLoad({ ...profile, clients, addresses, pids, seed, stop: stop.signal });
    const { lines, ok } = report(result, profile, server?.services.flatMap(({ deaths }) => deaths) ?? []);
    for (const line of lines) console.log(line);
    if (!ok) process.exitCode = 1;
  } finally {
    await server?.stop();
  }
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
