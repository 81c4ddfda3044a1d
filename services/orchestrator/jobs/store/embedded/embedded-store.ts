import { join } from 'node:path';
import { open } from 'lmdb';
import { waitWithTimeout } from '../../../../shared/async/timeout.js';
import type { DezenasError } from '../../../../shared/errors.js';
import { CLOSE_MS, closeFolder, DiskFolder, DURABLE } from '../../../storage/lmdb/disk-folder.js';
import { Lease } from '../../../storage/lmdb/lease.js';
import { LmdbValues } from '../../../storage/lmdb/lmdb-values.js';
import { waitForTurnToWrite } from '../../../storage/lmdb/write-probe.js';
import type { JobStore, JobStoreSettings } from '../job-store.js';
import { LmdbRecords } from './lmdb-records.js';
import { LocalQueue } from './local-queue.js';

/** Jobs in JOBS_DIR, of one process at a time; draws in DATA_DIR, which others may use as well. */
export async function openEmbeddedStore(settings: JobStoreSettings, lost: (why: DezenasError) => void): Promise<JobStore> {
  await waitForTurnToWrite(settings.JOBS_DIR);
  const folder = new DiskFolder('JOBS_DIR', settings.JOBS_DIR);
  const atStart = new DiskFolder('JOBS_DIR (by default in DATA_DIR)', settings.JOBS_DIR);
  const root = await atStart.use(() => open({ path: folder.path, maxDbs: 8, ...DURABLE }));
  const lease = new Lease(root, folder);
  const close = async () => {
    // The lease of a disk that does not answer runs out by itself.
    await waitWithTimeout(lease.release(), CLOSE_MS);
    await closeFolder(root);
  };
  // Only its owner makes what is kept in it.
  const records = await lease
    .take(lost)
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
