import { Command } from 'commander';
import { parseAddress, parseInteger } from './parse-values.js';

/** `dezenas health`: asks a server's grpc.health.v1; what containers are checked with. */
export function healthCommand(): Command {
  return new Command('health')
    .summary('ask a service whether it is well')
    .description('Asks grpc.health.v1 of a server. Exit code 0 when it serves, 1 when not.')
    .option('--address <host:port>', 'the server', parseAddress, '127.0.0.1:50051')
    .option('--service <name>', 'one service of it, such as dezenas.v1.JobService', '')
    .option('--timeout <ms>', 'how long to wait for the answer', parseInteger, 2_000)
    .action(async ({ address, service, timeout }: { address: string; service: string; timeout: number }) => {
      const { checkHealth } = await import('../../shared/grpc/health.js');
      await checkHealth(address, service, timeout);
      process.stdout.write('SERVING\n');
    });
}
