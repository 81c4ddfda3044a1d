import { createHash, randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { access, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DezenasError } from '../../shared/errors.js';
import type { Workbook } from '../client.js';

/**
 * Where the file is to be written: links are followed, so that what they point to is replaced and not the link.
 * @throws DezenasError INVALID_ARGUMENT before any work when a file cannot be written there.
 */
export async function resolveTarget(file: string): Promise<string> {
  const path = await realpath(file).catch(() => resolve(file));
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw wrongTarget(`${file} is a folder`);
  // A device or a pipe would be replaced by a file.
  if (target && !target.isFile()) throw wrongTarget(`${file} is not a regular file`);
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
    return path;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw wrongTarget(missing ? `the folder ${folder} does not exist` : `the folder ${folder} may not be written`);
  }
}

/**
 * Writes the bytes beside the target and renames them to it when all are there and are what the server described.
 * A failure leaves nothing.
 */
export async function saveWorkbook(bytes: AsyncIterable<Buffer>, path: string, expected: Workbook | null): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  const digest = createHash('sha256');
  try {
    await pipeline(
      Readable.from(bytes),
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          digest.update(piece);
          yield piece;
        }
      },
      createWriteStream(aside, { flags: 'wx', flush: true }),
    );
    if (expected && digest.digest('hex') !== expected.sha256) throw new DezenasError('UNAVAILABLE', 'the workbook arrived damaged');
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    if (error instanceof DezenasError) throw error;
    throw new DezenasError('FAILED_PRECONDITION', `${path} could not be written: ${error instanceof Error ? error.message : error}`);
  }
}

function wrongTarget(description: string): DezenasError {
  return new DezenasError('INVALID_ARGUMENT', description, { violations: [{ field: '--out', description }] });
}
