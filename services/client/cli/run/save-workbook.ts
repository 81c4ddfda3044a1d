import { createHash, randomBytes } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { access, lstat, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { partSuffix } from '../../../domain/workbook/file-format.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Workbook } from '../../library/client.js';
import type { SavedFile } from '../output/job-summary.js';

/**
 * Where the file is to be written: links are followed, so that what they point to is replaced and not the link.
 * @throws DezenasError INVALID_ARGUMENT before any work when a file cannot be written there.
 */
export async function resolveTarget(file: string): Promise<string> {
  const path = await realpath(file).catch(() => linkedFrom(file));
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw wrongTarget(`${file} is a folder`);
  // A device or a pipe would be replaced by a file.
  if (target && !target.isFile()) throw wrongTarget(`${file} is not a regular file`);
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw wrongTarget(missing ? `the folder ${folder} does not exist` : `the folder ${folder} may not be written`);
  }
  await checkName(path);
  return path;
}

/** Of a link to a file that is not there yet, that file. */
async function linkedFrom(file: string): Promise<string> {
  return resolve(dirname(file), await readlink(file).catch(() => basename(file)));
}

/** @throws DezenasError INVALID_ARGUMENT when the file system has no room for the name of a file, or of the one that waits beside it. */
export async function checkName(file: string): Promise<void> {
  try {
    await lstat(asideOf(resolve(file), randomKey()));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG')) return;
    throw wrongTarget('the name is too long: a file that is not complete, or is one of several, has a longer one');
  }
}

/** Where a file waits until it is complete: beside its target. */
export function asideOf(path: string, key: string): string {
  return join(dirname(path), `.${basename(path)}.${key}.part`);
}

/** As long as what a download is known by. */
function randomKey(): string {
  return randomBytes(8).toString('hex');
}

/** Writes the bytes beside the target, checked to be what the server described. A failure leaves nothing. */
export async function saveAside(bytes: AsyncIterable<Buffer>, name: string, workbook: Workbook): Promise<SavedFile> {
  const path = await resolveTarget(name);
  const aside = asideOf(path, randomKey());
  const digest = createHash('sha256');
  let sizeBytes = 0;
  try {
    await pipeline(
      Readable.from(bytes),
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          digest.update(piece);
          sizeBytes += piece.length;
          yield piece;
        }
      },
      createWriteStream(aside, { flags: 'wx', flush: true }),
    );
    if (digest.digest('hex') !== workbook.sha256) throw new DezenasError('UNAVAILABLE', 'the workbook arrived damaged');
    return { name, aside, path, sizeBytes, workbook };
  } catch (error) {
    await rm(aside, { force: true });
    throw asSaveError(error, path);
  }
}

/** Gives the files their names. */
export async function moveToTargets(files: SavedFile[]): Promise<void> {
  for (const { aside, path } of files) {
    await rename(aside, path).catch((error) => {
      throw asSaveError(error, path);
    });
  }
}

/** Removes files that still wait. */
export async function discard(files: SavedFile[]): Promise<void> {
  for (const { aside } of files) await rm(aside, { force: true });
}

/** The name of one of several files: jogos.xlsx becomes jogos-part-01-of-10.xlsx. */
export function partName(file: string, { part, parts }: Pick<Workbook, 'part' | 'parts'>): string {
  const extension = /(\.csv)?\.[^./\\]+$/i.exec(file)?.[0] ?? '';
  return `${file.slice(0, file.length - extension.length)}${partSuffix(part, parts)}${extension}`;
}

export function asSaveError(error: unknown, path: string): DezenasError {
  if (error instanceof DezenasError) return error;
  return new DezenasError('FAILED_PRECONDITION', `${path} could not be written: ${error instanceof Error ? error.message : error}`);
}

function wrongTarget(description: string): DezenasError {
  return new DezenasError('INVALID_ARGUMENT', description, { violations: [{ field: '--out', description }] });
}
