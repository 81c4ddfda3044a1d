import { createClient, type DezenasClient } from '../client.js';
import type { CommandTexts } from './command-texts.js';
import { untilInterrupted } from './interruption.js';
import { QUIET_SETTINGS } from './quiet-settings.js';

/** Work with the orchestrator at an address, or with one of its own inside this process; no other service is needed. */
export async function withOrchestrator(
  address: string | undefined,
  texts: CommandTexts,
  work: (client: DezenasClient, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await untilInterrupted(texts, async (signal) => {
    const orchestrator = address ? undefined : await startOwnOrchestrator();
    const client = createClient({ address: address ?? orchestrator?.address });
    try {
      await work(client, signal);
    } finally {
      client.close();
      await orchestrator?.stop();
    }
  });
}

async function startOwnOrchestrator() {
  const { startEmbeddedOrchestrator } = await import('../embedded.js');
  return startEmbeddedOrchestrator({ ...QUIET_SETTINGS, ...process.env, HOST: '127.0.0.1', PORT: '0' });
}
