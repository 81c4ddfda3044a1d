import { Command, Option } from 'commander';
import { addServerOptions, type ConnectionOptions } from '../options/connection-options.js';
import { parseInteger } from '../options/parse-values.js';

/** `dezenas health`: checks the health of a server; container images use it as their health check. */
export function createHealthCommand(): Command {
  const command = new Command('health')
    .summary('check the health of a service')
    .description('Calls grpc.health.v1.Health/Check of a server. Exit code 0 when the server is SERVING, otherwise 1.');
  return addServerOptions(command, 'the server (default: 127.0.0.1:50051)')
    .option('--service <name>', 'check one service of the server, such as dezenas.v1.JobService', '')
    .option('--timeout <ms>', 'longest wait for the answer', parseInteger, 2_000)
    .addOption(new Option('--locale <locale>', 'language of errors (default: of the system)').choices(['pt-BR', 'en']))
    .action(async ({ service, timeout, ...options }: ConnectionOptions & { service: string; timeout: number }) => {
      const { runHealth } = await import('../run/run-health.js');
      await runHealth(options, service, timeout);
      process.stdout.write('SERVING\n');
    });
}
