import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { DezenasError } from '../../../shared/errors.js';
import type { DezenasClient, Workbook } from '../../library/client.js';
import { partialPathOf, resolveTarget, toSaveError } from './save-workbook.js';

export interface FetchedFile {
  /** The name as the user typed it. */
  name: string;
  workbook: Workbook;
  /** Whether the file existed already, so that nothing was fetched. */
  wasThere: boolean;
}

/**
 * Downloads a file of a job to its target and checks the SHA-256. Received bytes are stored beside the target, in a partial
 * file whose name has the digest, so that a later attempt resumes the download.
 * @throws DezenasError UNAVAILABLE when the digest is wrong; the partial file is deleted then.
 */
export async function fetchFile(
  client: DezenasClient,
  id: string,
  workbook: Workbook,
  name: string,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const { sha256 } = workbook;
  // The digest becomes part of a path, so a hostile server must not choose other characters.
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new DezenasError('INTERNAL', 'the server sent a file description without a valid SHA-256');
  const path = await resolveTarget(name);
  if (await holdsWorkbook(path, workbook)) return { name, workbook, wasThere: true };
  const partialPath = partialPathOf(path, sha256.slice(0, 16));
  try {
    if ((await fetchMissing(client, id, workbook, partialPath, signal)) !== sha256) {
      await rm(partialPath, { force: true });
      throw new DezenasError('UNAVAILABLE', `the downloaded file ${name} is damaged: its SHA-256 is wrong`);
    }
    await rename(partialPath, path).catch(async (error) => {
      // Another command may have moved the same file into place first.
      if (!(await holdsWorkbook(path, workbook))) throw error;
    });
  } catch (error) {
    throw toSaveError(error, path);
  }
  return { name, workbook, wasThere: false };
}

/** Appends the missing bytes to the partial file. Returns the digest of the whole file. */
async function fetchMissing(
  client: DezenasClient,
  id: string,
  workbook: Workbook,
  partialPath: string,
  signal: AbortSignal,
): Promise<string> {
  // O_NOFOLLOW refuses a symbolic link that another user may have planted. Windows has no such flag.
  const file = await open(partialPath, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o666);
  try {
    const { part, sha256 } = workbook;
    const digest = createHash('sha256');
    let at = await digestStored(file, partialPath, Number(workbook.sizeBytes), digest);
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
    // An empty partial file is of no use to a later attempt.
    if (size === 0) await rm(partialPath, { force: true });
  }
}

/** Digests the bytes that an earlier attempt stored, and returns their number. A partial file that is too long is emptied. */
async function digestStored(file: FileHandle, partialPath: string, sizeBytes: number, digest: Hash): Promise<number> {
  const found = await file.stat();
  if (!found.isFile()) throw new DezenasError('FAILED_PRECONDITION', `${partialPath} is not a regular file`);
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

/** Whether the target is this file already. */
async function holdsWorkbook(path: string, { sizeBytes, sha256 }: Workbook): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== Number(sizeBytes)) return false;
  const digest = createHash('sha256');
  for await (const bytes of createReadStream(path)) digest.update(bytes);
  return digest.digest('hex') === sha256;
}
