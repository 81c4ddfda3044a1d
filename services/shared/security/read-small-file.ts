import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** Room for 10,000 tokens with all their limits, and for any bundle of certificates. */
const MAX_BYTES = 4 * 2 ** 20;

/** A pipe would hold its opener, and the end of the process, until somebody writes into it. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** @throws Error for what is no file or larger than any of these files is. */
export async function readSmallFile(path: string): Promise<Buffer> {
  const file = await open(path, FLAGS);
  try {
    check(await file.stat());
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The same at once. */
export function readSmallFileSync(path: string): Buffer {
  const file = openSync(path, FLAGS);
  try {
    check(fstatSync(file));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function check(stats: Stats): void {
  if (!stats.isFile()) throw new Error('it is not a file');
  if (stats.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 2 ** 20} MiB`);
}
