import { join } from 'node:path';
import { open } from 'lmdb';
import { waitWithTimeout } from '../../../../shared/async/timeout.js';
import type { DezenasError } from '../../../../shared/errors.js';
import { CLOSE_TIMEOUT_MS, closeFolder, DiskFolder, DURABLE } from '../../../storage/lmdb/disk-folder.js';
import { Lease } from '../../../storage/lmdb/lease.js';
import { LmdbValues } from '../../../storage/lmdb/lmdb-values.js';
import { waitUntilWritable } from '../../../storage/lmdb/write-probe.js';
import type { JobStore, JobStoreSettings } from '../job-store.js';
import { LmdbRecords } from './lmdb-records.js';
import { LocalQueue } from './local-queue.js';

/**
 * Opens the store on the local disk. Only one process at a time may use JOBS_DIR, which contains the jobs; several processes may use the draws
 * in DATA_DIR.
 */
export async function openEmbeddedStore(settings: JobStoreSettings, onLost: (reason: DezenasError) => void): Promise<JobStore> {
  await waitUntilWritable(settings.JOBS_DIR);
  const folder = new DiskFolder('JOBS_DIR', settings.JOBS_DIR);
  const folderAtStart = new DiskFolder('JOBS_DIR (by default in DATA_DIR)', settings.JOBS_DIR);
  const root = await folderAtStart.use(() => open({ path: folder.path, maxDbs: 8, ...DURABLE }));
  const lease = new Lease(root, folder);
  const close = async () => {
    // If the disk does not answer, the lease expires by itself.
    await waitWithTimeout(lease.release(), CLOSE_TIMEOUT_MS);
    await closeFolder(root);
  };
  // Only the owner of the lease may create the databases in the folder.
  const records = await lease
    .take(onLost)
    .then(() => folder.use(() => new LmdbRecords(root, folder)))
    .catch(async (error) => {
      await close();
      throw error;
    });
  const values = new LmdbValues(join(settings.DATA_DIR, 'draws'));
  return {
    records,
    queue: new LocalQueue(settings.MAX_CONCURRENT_JOBS),
    values,
    check: async () => {
      await lease.check();
    },
    close: async () => {
      await close();
      await values.close();
    },
  };
}
