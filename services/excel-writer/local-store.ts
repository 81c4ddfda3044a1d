import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DezenasError } from '../shared/errors.js';
import { FILE_EXTENSIONS } from '../shared/games/file-format.js';
import { FILE_PIECE_BYTES } from '../shared/grpc/limits.js';
import type { WorkbookSink, WorkbookStore } from './workbook-store.js';

/** An id has one file, of one of these formats. */
const EXTENSIONS = Object.values(FILE_EXTENSIONS);

/** <id>.<writer's process>.<random>.part */
const PART = /^[0-9a-f-]{36}\.(\d{1,10})\.[0-9a-f-]{36}\.part$/;

/**
 * A folder of <id>.xlsx files (or of another format of a job). A workbook is written aside as a .part file, synced and renamed, so the final name only
 * ever shows whole workbooks.
 */
export class LocalWorkbookStore implements WorkbookStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes the folder and removes what dead processes left unfinished: a part names the process that writes it. A
   * process id in use by anything counts as alive, so a part is only ever kept too long, never removed under its writer.
   */
  async prepare(): Promise<void> {
    await this.#guard(mkdir(this.#folder, { recursive: true }));
    for (const name of await this.#guard(readdir(this.#folder))) {
      const pid = PART.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) await rm(join(this.#folder, name), { force: true });
    }
  }

  async create(id: string, extension: string): Promise<WorkbookSink> {
    const part = join(this.#folder, `${id}.${process.pid}.${randomUUID()}.part`);
    const file = await this.#guard(open(part, 'wx'));
    const digest = createHash('sha256');
    let bytesWritten = 0;
    return {
      get bytesWritten() {
        return bytesWritten;
      },
      write: async (bytes) => {
        digest.update(bytes);
        await this.#guard(file.appendFile(bytes));
        bytesWritten += bytes.length;
      },
      commit: async () => {
        await this.#guard(file.sync());
        await file.close();
        await this.#guard(rename(part, this.#path(id, extension)));
        await this.#guard(syncFolder(this.#folder));
        return { sizeBytes: bytesWritten, sha256: digest.digest('hex') };
      },
      abort: async () => {
        await file.close().catch(() => {});
        await rm(part, { force: true });
      },
    };
  }

  async *read(id: string): AsyncGenerator<Buffer> {
    const file = await this.#open(id);
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(FILE_PIECE_BYTES);
        const { bytesRead } = await this.#guard(file.read(piece, 0, piece.length));
        if (bytesRead === 0) return;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async delete(id: string): Promise<void> {
    for (const extension of EXTENSIONS) await this.#guard(rm(this.#path(id, extension), { force: true }));
  }

  async #open(id: string): Promise<FileHandle> {
    for (const extension of EXTENSIONS) {
      try {
        return await open(this.#path(id, extension), 'r');
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw storeError(error);
      }
    }
    throw new DezenasError('NOT_FOUND', 'no workbook has this id', { reason: 'WORKBOOK_NOT_FOUND' });
  }

  #path(id: string, extension: string): string {
    return join(this.#folder, `${id}.${extension}`);
  }

  async #guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw storeError(error);
    }
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk of the workbook store is full',
  EDQUOT: 'the disk quota of the workbook store is used up',
  EACCES: 'the workbook store may not be written',
  EPERM: 'the workbook store may not be written',
  EROFS: 'the workbook store is read-only',
  ENOTDIR: 'the workbook store is not a folder',
  EMFILE: 'too many files are open',
};

/** Says what is wrong without the path. */
function storeError(error: unknown): DezenasError {
  const code = codeOf(error);
  return new DezenasError('FAILED_PRECONDITION', REASONS[code] ?? `the workbook store failed (${code})`, {
    reason: 'WORKBOOK_STORE_FAILED',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
