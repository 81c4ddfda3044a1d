import { Command } from 'commander';
import { parsePort } from '../options/parse-values.js';

const HELP = `
Clients connect to the orchestrator. The generator and the excel-writer listen on free
loopback ports. Every setting of the three services is an environment variable;
docs/reference/settings.md lists them. Logs are JSON lines on standard error.

Examples:
  $ dezenas serve
  $ grpcurl -plaintext 127.0.0.1:50051 list
  $ dezenas generate --quantity 1000 --address 127.0.0.1:50051`;

/** `dezenas serve`: runs the three services in one process until a signal. */
export function createServeCommand(): Command {
  return new Command('serve')
    .summary('run the services in one process')
    .description('Runs orchestrator, generator and excel-writer in one process until Ctrl-C, SIGTERM or a closed terminal.')
    .option('--port <port>', 'port of the orchestrator, 0 for a free one (default: PORT or 50051)', parsePort)
    .addHelpText('after', HELP)
    .action(async ({ port }: { port?: number }) => {
      const { runServe } = await import('../run/run-serve.js');
      await runServe(port);
    });
}
