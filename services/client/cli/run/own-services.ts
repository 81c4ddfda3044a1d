import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../shared/config/read-config.js';
import { DezenasError } from '../../../shared/errors.js';
import { hasFreeSpace } from '../../../shared/process/free-disk-space.js';
import { PRIVATE_SETTINGS, QUIET_SETTINGS } from './quiet-settings.js';

/** Services inside this process that one command uses. */
export interface OwnServices {
  address: string;
  stop(): Promise<void>;
}

/** Starts all three services. Their jobs and workbooks are deleted at the end; the draws are those of DATA_DIR. */
export function startOwnServices(): Promise<OwnServices> {
  return startInFolder(async (environment) => {
    const { startEmbedded } = await import('./embedded.js');
    const { orchestrator, stop } = await startEmbedded(environment);
    return { address: orchestrator.address, stop };
  });
}

/** Starts the orchestrator alone, for commands that need no other service. */
export function startOwnOrchestrator(): Promise<OwnServices> {
  return startInFolder(async (environment) => {
    const { startEmbeddedOrchestrator } = await import('./embedded.js');
    return startEmbeddedOrchestrator(environment);
  });
}

/** Starts services on temporary folders, so that the jobs of a local server stay untouched. */
async function startInFolder(start: (environment: Environment) => Promise<OwnServices>): Promise<OwnServices> {
  const folder = await makeFolder(tmpdir());
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { address, stop } = await start({
      ...QUIET_SETTINGS,
      ...process.env,
      ...PRIVATE_SETTINGS,
      JOB_ENGINE: 'embedded',
      JOBS_DIR: join(folder, 'jobs'),
      WORKBOOK_DIR: join(folder, 'workbooks'),
    });
    return { address, stop: () => stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @throws DezenasError FAILED_PRECONDITION when no folder can be created, or its disk is full. */
async function makeFolder(parent: string): Promise<string> {
  try {
    const folder = await mkdtemp(join(parent, 'dezenas-'));
    if (hasFreeSpace(folder)) return folder;
    await rm(folder, { recursive: true });
    throw new Error('its disk is full');
  } catch (error) {
    throw new DezenasError(
      'FAILED_PRECONDITION',
      `the folder for temporary files (TMPDIR) cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  }
}
