import { createClient, type DezenasClient } from '../../library/client.js';
import { type ConnectionOptions, resolveConnection } from '../options/connection-options.js';
import type { CommandTexts } from '../texts/command-texts.js';
import { startOwnOrchestrator, startOwnServices } from './own-services.js';
import { untilInterrupted } from './until-interrupted.js';

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
