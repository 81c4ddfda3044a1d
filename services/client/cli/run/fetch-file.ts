import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { DezenasError } from '../../../shared/errors.js';
import type { DezenasClient, Workbook } from '../../library/client.js';
import { asideOf, asSaveError, resolveTarget } from './save-workbook.js';

export interface FetchedFile {
  /** As the user calls it. */
  name: string;
  workbook: Workbook;
  /** Nothing was fetched: the file was there. */
  wasThere: boolean;
}

/**
 * Leaves a file of a job at its target, checked. What arrives is kept beside it under a name that tells of which file it
 * is, so that an attempt that broke off goes on where it was.
 * @throws DezenasError UNAVAILABLE, and forgets what arrived, when its SHA-256 is not the one described.
 */
export async function fetchFile(
  client: DezenasClient,
  id: string,
  workbook: Workbook,
  name: string,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const { sha256 } = workbook;
  // It becomes part of a path.
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new DezenasError('INTERNAL', 'the server described a file without its SHA-256');
  const path = await resolveTarget(name);
  if (await isFile(path, workbook)) return { name, workbook, wasThere: true };
  const aside = asideOf(path, sha256.slice(0, 16));
  try {
    if ((await fillAside(client, id, workbook, aside, signal)) !== sha256) {
      await rm(aside, { force: true });
      throw new DezenasError('UNAVAILABLE', `${name} arrived damaged`);
    }
    await rename(aside, path).catch(async (error) => {
      // Another command may have fetched the same file meanwhile.
      if (!(await isFile(path, workbook))) throw error;
    });
  } catch (error) {
    throw asSaveError(error, path);
  }
  return { name, workbook, wasThere: false };
}

/** The digest of the whole file, of which the rest was fetched. */
async function fillAside(client: DezenasClient, id: string, workbook: Workbook, aside: string, signal: AbortSignal): Promise<string> {
  // Not through a link that someone else may have put there. Windows knows no such flag.
  const file = await open(aside, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o666);
  try {
    const { part, sha256 } = workbook;
    const digest = createHash('sha256');
    let at = await digestKept(file, aside, Number(workbook.sizeBytes), digest);
    for await (const bytes of client.downloadWorkbook(id, { part, offset: at, sha256, signal })) {
      await writeAt(file, bytes, at);
      digest.update(bytes);
      at += bytes.length;
    }
    await file.sync();
    return digest.digest('hex');
  } finally {
    const { size } = await file.stat();
    await file.close();
    // Nothing to go on from.
    if (size === 0) await rm(aside, { force: true });
  }
}

/** Bytes that an earlier attempt left, digested; a file longer than it may be is begun anew. */
async function digestKept(file: FileHandle, aside: string, sizeBytes: number, digest: Hash): Promise<number> {
  const found = await file.stat();
  if (!found.isFile()) throw new DezenasError('FAILED_PRECONDITION', `${aside} is not a regular file`);
  if (found.size > sizeBytes) {
    await file.truncate();
    return 0;
  }
  if (found.size > 0) {
    for await (const bytes of file.createReadStream({ start: 0, end: found.size - 1, autoClose: false })) digest.update(bytes);
  }
  return found.size;
}

async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

/** The target holds this file already. */
async function isFile(path: string, { sizeBytes, sha256 }: Workbook): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== Number(sizeBytes)) return false;
  const digest = createHash('sha256');
  for await (const bytes of createReadStream(path)) digest.update(bytes);
  return digest.digest('hex') === sha256;
}
