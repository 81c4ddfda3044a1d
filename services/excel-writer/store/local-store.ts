import { createHash, randomUUID } from 'node:crypto';
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_EXTENSIONS } from '../../domain/workbook/file-format.js';
import { DezenasError } from '../../shared/errors.js';
import { FILE_PIECE_BYTES } from '../../shared/grpc/limits.js';
import { isAlive } from '../../shared/process/process-alive.js';
import { checkRange, codeOf, fileError, notFound } from './store-errors.js';
import type { ByteRange, WorkbookSink, WorkbookStore } from './workbook-store.js';

const EXTENSIONS = Object.values(FILE_EXTENSIONS);

/** With less free space, the store reports a full disk. */
const MIN_FREE_BYTES = 2 ** 20;

/** A finished file is named <id>.<part>.<extension>, an unfinished one <id>.<part>.<process id of its writer>.<random>.part */
const FINISHED = /^([0-9a-f-]{36})\.(\d{1,4})\.[a-z.]{1,10}$/;
const UNFINISHED = /^[0-9a-f-]{36}\.\d{1,4}\.(\d{1,10})\.[0-9a-f-]{36}\.part$/;

/** A folder of files. A file is written under a temporary name, synced and renamed, so a file with its final name is always complete. */
export class LocalWorkbookStore implements WorkbookStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Creates the folder and deletes unfinished files of processes that have ended. A process id that any program uses counts as alive:
   * the store may keep an unfinished file too long, but never deletes one that is being written. Files with this process's own id come
   * from an earlier process, because in a container every process has the same id.
   */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true }).catch((error) => {
      throw cannotBeMade(error);
    });
    for (const name of await this.#guard(readdir(this.#folder))) {
      const pid = UNFINISHED.exec(name)?.[1];
      if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)))) await rm(join(this.#folder, name), { force: true });
    }
  }

  async check(): Promise<void> {
    // The slash at the end makes the check fail when the path is a file.
    await this.#guard(access(join(this.#folder, '/'), constants.W_OK | constants.X_OK));
    const { bavail, bsize } = await this.#guard(statfs(this.#folder));
    if (bavail * bsize < MIN_FREE_BYTES) throw new DezenasError('FAILED_PRECONDITION', 'the disk of the workbook store is full');
  }

  async create(id: string, part: number, extension: string): Promise<WorkbookSink> {
    const temporary = join(this.#folder, `${id}.${part}.${process.pid}.${randomUUID()}.part`);
    const file = await this.#guard(open(temporary, 'wx'));
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
        await this.#guard(rename(temporary, join(this.#folder, `${id}.${part}.${extension}`)));
        await this.#guard(syncFolder(this.#folder));
        return { sizeBytes: bytesWritten, sha256: digest.digest('hex') };
      },
      abort: async () => {
        await file.close().catch(() => {});
        await rm(temporary, { force: true });
      },
    };
  }

  async *read(id: string, part: number, { offset, length }: ByteRange): AsyncGenerator<Buffer> {
    const file = await this.#open(id, part);
    try {
      const { size } = await this.#guard(file.stat());
      checkRange(offset, size);
      const end = length === 0 ? size : Math.min(size, offset + length);
      for (let at = offset; at < end; ) {
        const piece = Buffer.allocUnsafe(Math.min(FILE_PIECE_BYTES, end - at));
        const { bytesRead } = await this.#guard(file.read(piece, 0, piece.length, at));
        if (bytesRead === 0) return;
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async delete(id: string): Promise<void> {
    for (const name of await this.#guard(readdir(this.#folder))) {
      if (FINISHED.exec(name)?.[1] === id) await this.#guard(rm(join(this.#folder, name), { force: true }));
    }
  }

  close(): void {}

  async #open(id: string, part: number): Promise<FileHandle> {
    for (const extension of EXTENSIONS) {
      try {
        return await open(join(this.#folder, `${id}.${part}.${extension}`), 'r');
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw storeError(error);
      }
    }
    throw notFound();
  }

  async #guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw storeError(error);
    }
  }
}

function storeError(error: unknown): DezenasError {
  return fileError(error, 'the workbook store', 'WORKBOOK_STORE_FAILED');
}

/** Error for the operator who starts the service. Unlike other errors of the store, it may name the path. */
function cannotBeMade(cause: Error): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', `WORKBOOK_DIR cannot be used: ${cause.message}`, {
    reason: 'WORKBOOK_STORE_FAILED',
    cause,
  });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
