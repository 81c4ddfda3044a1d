import { statfsSync } from 'node:fs';

/** More than a write to a job store takes: with less, LMDB may damage the memory of its process. */
const LEAST_FREE_BYTES = 16 * 2 ** 20;

/**
 * Whether the disk of a folder has room for a job store. Not through the thread pool: it takes microseconds, and what is done next keeps its order.
 * @throws what the system says of a folder that is not there.
 */
export function hasRoom(path: string): boolean {
  const { blocks, bavail, bsize } = statfsSync(path);
  // Without blocks it has no bound.
  return blocks === 0 || bavail * bsize >= LEAST_FREE_BYTES;
}
