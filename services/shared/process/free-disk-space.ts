import { statfsSync } from 'node:fs';

/** More than one write to a job store needs. With less free space, LMDB may corrupt the memory of its process. */
const MIN_FREE_BYTES = 16 * 2 ** 20;

/**
 * Returns whether the disk of a folder has enough free space for a job store. The call is synchronous because it takes microseconds and
 * because waiting for a thread could change the order of the writes that follow.
 * @throws the system's error for a folder that does not exist.
 */
export function hasFreeSpace(path: string): boolean {
  const { blocks, bavail, bsize } = statfsSync(path);
  // A file system that reports no blocks has no limit.
  return blocks === 0 || bavail * bsize >= MIN_FREE_BYTES;
}
