import { createClient, type DezenasClient } from '../client.js';
import type { CommandTexts } from './command-texts.js';
import { type ConnectionOptions, resolveConnection } from './connection-options.js';
import { untilInterrupted } from './interruption.js';
import { startOwnOrchestrator, startOwnServices } from './own-services.js';

/** Which services a command needs when it is not told of any. */
type Needs = 'orchestrator' | 'all';

/** Work with the orchestrator at an address, or with services of its own inside this process. */
export async function withOrchestrator(
  options: ConnectionOptions,
  texts: Pick<CommandTexts, 'interrupted'>,
  work: (client: DezenasClient, signal: AbortSignal) => Promise<void>,
  needs: Needs = 'orchestrator',
): Promise<void> {
  await untilInterrupted(texts, async (signal) => {
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
