/**
 * `npm run load`: clients with a mix of calls and jobs against a server, one of its own unless `--address` names another; then latencies, errors and
 * the memory of the server's processes. Exit code 1 on a wrong result, an error, a service that died or grew. Ctrl+C ends it early.
 */

import { Option } from 'commander';
import { type ProcessCluster, startProcessCluster } from '../support/cluster/process-cluster.js';
import { hasRedis } from '../support/servers/redis-server.js';
import { count, newSeed, script } from '../support/tools/script-options.js';
import { PROFILES } from './profiles.js';
import { report } from './report.js';
import { runLoad } from './run-load.js';

const options = script('load', 'Clients with a mix of calls and jobs; then latencies, errors and memory.')
  .addOption(new Option('--profile <profile>', 'how long and how many').choices(Object.keys(PROFILES)).default('minute'))
  .addOption(new Option('--address <host:port>', 'an orchestrator to ask (default: services of its own)'))
  .addOption(count('clients', 'at once (default: as the profile has it)'))
  .addOption(count('seed', 'of what each client does').default(newSeed(), 'a new one'))
  .parse()
  .opts<{ profile: string; address?: string; clients?: number; seed: number }>();

function startServer(): Promise<ProcessCluster> {
  console.log(hasRedis ? 'two orchestrators with Redis' : 'one orchestrator; two with Redis where redis-server is installed');
  // Jobs expire within the run, so that what they took can be seen to be given back.
  const settings = { JOB_TTL_SECONDS: '120', JOB_EXPIRED_SECONDS: '60' };
  return startProcessCluster({ orchestrators: hasRedis ? 2 : 1, generators: 2, redis: hasRedis, settings });
}

async function main(): Promise<void> {
  const { seed, address } = options;
  const profile = PROFILES[options.profile];
  const clients = options.clients ?? profile.clients;
  const stop = new AbortController();
  // The second time it is meant; what was started dies with this process.
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
