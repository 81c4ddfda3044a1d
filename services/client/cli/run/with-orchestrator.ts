import { createClient, type DezenasClient } from '../../library/client.js';
import { type ConnectionOptions, resolveConnection } from '../options/connection-options.js';
import type { CommandTexts } from '../texts/command-texts.js';
import { abortOnInterruption } from './abort-on-interruption.js';
import { startOwnOrchestrator, startOwnServices } from './own-services.js';

/** The services that a command starts itself when it has no --address. */
type Needs = 'orchestrator' | 'all';

/** Runs work with the orchestrator at --address, or with services inside this process. */
export async function withOrchestrator(
  options: ConnectionOptions,
  texts: Pick<CommandTexts, 'interrupted'>,
  work: (client: DezenasClient, signal: AbortSignal) => Promise<void>,
  needs: Needs = 'orchestrator',
): Promise<void> {
  await abortOnInterruption(texts, async (signal) => {
    const own = options.address ? undefined : await (needs === 'all' ? startOwnServices() : startOwnOrchestrator());
    const client = createClient(own ? { address: own.address } : resolveConnection(options, process.env));
    try {
      await work(client, signal);
    } finally {
      client.close();
      await own?.stop();
    }
  });
}
