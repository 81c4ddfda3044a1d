import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRIVATE_SETTINGS, QUIET_SETTINGS } from './quiet-settings.js';

/** All services inside this process, with a workbook store that goes with it. */
export async function startOwnServices(): Promise<{ address: string; stop: () => Promise<void> }> {
  const { startEmbedded } = await import('../embedded.js');
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const services = await startEmbedded({
      ...QUIET_SETTINGS,
      ...process.env,
      ...PRIVATE_SETTINGS,
      WORKBOOK_DIR: folder,
    });
    return {
      address: services.orchestrator.address,
      stop: async () => {
        await services.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
