import { Command, Option } from 'commander';
import { addServerOptions, type ConnectionOptions } from '../options/connection-options.js';
import { parseInteger } from '../options/parse-values.js';

/** `dezenas health`: asks a server's grpc.health.v1; what containers are checked with. */
export function healthCommand(): Command {
  const command = new Command('health')
    .summary('ask a service whether it is well')
    .description('Asks grpc.health.v1 of a server. Exit code 0 when it serves, 1 when not.');
  return addServerOptions(command, 'the server (default: 127.0.0.1:50051)')
    .option('--service <name>', 'one service of it, such as dezenas.v1.JobService', '')
    .option('--timeout <ms>', 'how long to wait for the answer', parseInteger, 2_000)
    .addOption(new Option('--locale <locale>', 'language of what went wrong (default: yours)').choices(['pt-BR', 'en']))
    .action(async ({ service, timeout, ...options }: ConnectionOptions & { service: string; timeout: number }) => {
      const { runHealth } = await import('../run/run-health.js');
      await runHealth(options, service, timeout);
      process.stdout.write('SERVING\n');
    });
}
