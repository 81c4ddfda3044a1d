import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** Enough for 10,000 tokens with all their limits, and for any bundle of certificates. */
const MAX_BYTES = 4 * 2 ** 20;

/** O_NONBLOCK: opening a pipe would otherwise block until a writer opens the pipe. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file of at most 4 MiB.
 * @throws Error when the path is not a regular file or the file is larger.
 */
export async function readSmallFile(path: string): Promise<Buffer> {
  const file = await open(path, FLAGS);
  try {
    checkFile(await file.stat());
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Does the same synchronously. */
export function readSmallFileSync(path: string): Buffer {
  const file = openSync(path, FLAGS);
  try {
    checkFile(fstatSync(file));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function checkFile(stats: Stats): void {
  if (!stats.isFile()) throw new Error('not a regular file');
  if (stats.size > MAX_BYTES) throw new Error(`the file is larger than ${MAX_BYTES / 2 ** 20} MiB`);
}
