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
 * Returns the path to write. Links are followed, so that the file behind a link is replaced and not the link.
 * @throws DezenasError INVALID_ARGUMENT before any work when a file cannot be written there.
 */
export async function resolveTarget(file: string): Promise<string> {
  const path = await realpath(file).catch(() => readLinkTarget(file));
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw createTargetError(`${file} is a folder`);
  // Moving a file to the path of a device or a pipe would replace it.
  if (target && !target.isFile()) throw createTargetError(`${file} is not a regular file`);
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw createTargetError(missing ? `the folder ${folder} does not exist` : `the folder ${folder} is not writable`);
  }
  await checkName(path);
  return path;
}

/** Returns the target of a link to a missing file; for a name that is no link, the name itself. */
async function readLinkTarget(file: string): Promise<string> {
  return resolve(dirname(file), await readlink(file).catch(() => basename(file)));
}

/** @throws DezenasError INVALID_ARGUMENT when the name of the file, or of its partial file, is too long for the file system. */
export async function checkName(file: string): Promise<void> {
  try {
    await lstat(partialPathOf(resolve(file), createRandomKey()));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG')) return;
    throw createTargetError(
      'the name is too long: partial files and numbered parts have longer names, which the file system must accept, too',
    );
  }
}

/** The path of the partial file: in the folder of the target, so that it can be renamed to the target. */
export function partialPathOf(path: string, key: string): string {
  return join(dirname(path), `.${basename(path)}.${key}.part`);
}

/** A key as long as the part of a digest in the name of a resumable download. */
function createRandomKey(): string {
  return randomBytes(8).toString('hex');
}

/** Writes the bytes to a partial file beside the target, and checks their SHA-256. A failure deletes the partial file. */
export async function savePartial(bytes: AsyncIterable<Buffer>, name: string, workbook: Workbook): Promise<SavedFile> {
  const path = await resolveTarget(name);
  const partialPath = partialPathOf(path, createRandomKey());
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
      createWriteStream(partialPath, { flags: 'wx', flush: true }),
    );
    if (digest.digest('hex') !== workbook.sha256)
      throw new DezenasError('UNAVAILABLE', 'the downloaded file is damaged: its SHA-256 is wrong');
    return { name, partialPath, path, sizeBytes, workbook };
  } catch (error) {
    await rm(partialPath, { force: true });
    throw toSaveError(error, path);
  }
}

/** Renames partial files to their targets. */
export async function moveToTargets(files: SavedFile[]): Promise<void> {
  for (const { partialPath, path } of files) {
    await rename(partialPath, path).catch((error) => {
      throw toSaveError(error, path);
    });
  }
}

/** Deletes partial files. */
export async function deletePartials(files: SavedFile[]): Promise<void> {
  for (const { partialPath } of files) await rm(partialPath, { force: true });
}

/** Names one of several files: jogos.xlsx becomes jogos-part-01-of-10.xlsx. A single file keeps its name. */
export function namePart(file: string, { part, parts }: Pick<Workbook, 'part' | 'parts'>): string {
  const extension = /(\.csv)?\.[^./\\]+$/i.exec(file)?.[0] ?? '';
  return `${file.slice(0, file.length - extension.length)}${partSuffix(part, parts)}${extension}`;
}

export function toSaveError(error: unknown, path: string): DezenasError {
  if (error instanceof DezenasError) return error;
  return new DezenasError('FAILED_PRECONDITION', `${path} could not be written: ${error instanceof Error ? error.message : error}`);
}

function createTargetError(description: string): DezenasError {
  return new DezenasError('INVALID_ARGUMENT', description, { violations: [{ field: '--out', description }] });
}
