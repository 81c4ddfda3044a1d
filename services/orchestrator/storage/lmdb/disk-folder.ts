/** Opens and writes LMDB folders, and handles failures of their disks. */

import { statSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { waitWithTimeout } from '../../../shared/async/timeout.js';
import { DezenasError } from '../../../shared/errors.js';
import { hasFreeSpace } from '../../../shared/process/free-disk-space.js';
import { exitIfAbandoned, exitProcess } from './workarounds/failed-commits.js';

/**
 * Options with which a resolved write is on the disk. eventTurnBatching would start each batch with a write whose error cannot be caught.
 * overlappingSync would sync a commit during the next one, and the wait for the sync never ends if the next commit fails. Without noSubdir,
 * lmdb treats a path with a dot as a file.
 */
export const DURABLE = { eventTurnBatching: false, overlappingSync: false, noSubdir: false } as const;

/**
 * Longest wait for a write. A write waits for earlier writes and for another process that is paused during a write. On a failing disk, lmdb may
 * never settle a write.
 */
const WRITE_TIMEOUT_MS = 10_000;
/** Consecutive timeouts after which the process exits: lmdb never settles a write to a folder that it has abandoned. */
const MAX_TIMEOUTS = 6;
/** Longest wait for a folder to close. */
export const CLOSE_TIMEOUT_MS = 2_000;
const ENOSPC = -28;

/** An LMDB folder. */
export class DiskFolder {
  readonly path: string;
  readonly #setting: string;
  /** Consecutive timeouts. Timeouts of concurrent writes, as after a pause of the process, count once. */
  #timeouts = 0;
  #lastTimeoutMs = 0;

  /** @param setting name of the setting that contains the path, for error messages. */
  constructor(setting: string, path: string) {
    this.path = path;
    this.#setting = setting;
  }

  /**
   * Opens or writes the folder. Exits the process if only a new process can write the folder.
   * @throws DezenasError UNAVAILABLE with the cause, without the path, when the disk fails or does not answer in time. After a timeout, the write
   * may still have been stored.
   */
  async use<T>(work: () => T | Promise<T>): Promise<T> {
    const startMs = performance.now();
    const done = await waitWithTimeout(this.#try(work), WRITE_TIMEOUT_MS);
    if (done) return done.value;
    this.#countTimeout(startMs);
    throw this.#unavailableError(`no answer within ${WRITE_TIMEOUT_MS / 1000} s`);
  }

  async #try<T>(work: () => T | Promise<T>): Promise<{ value: T }> {
    try {
      checkFreeSpace(this.path);
      return { value: await work() };
    } catch (error) {
      const cause = await commitCauseOf(error);
      exitIfAbandoned(cause);
      throw this.#unavailableError(describeCause(cause), cause);
    } finally {
      this.#timeouts = 0;
    }
  }

  #countTimeout(startMs: number): void {
    if (startMs < this.#lastTimeoutMs) return;
    this.#lastTimeoutMs = performance.now();
    this.#timeouts += 1;
    if (this.#timeouts === MAX_TIMEOUTS) exitProcess(`${this.#setting} has not answered for ${(MAX_TIMEOUTS * WRITE_TIMEOUT_MS) / 1000} s`);
  }

  #unavailableError(description: string, cause?: unknown): DezenasError {
    return new DezenasError('UNAVAILABLE', `${this.#setting} cannot be used: ${description}`, { reason: 'JOB_STORE_UNAVAILABLE', cause });
  }
}

/** Checks the free space before a write, because lmdb cannot report a full disk: its buffer for error messages is too small. */
function checkFreeSpace(path: string): void {
  if (exists(path) && !hasFreeSpace(path)) throw Object.assign(new Error('no free space'), { errno: ENOSPC });
}

/** Returns whether a path exists. Synchronous, because every request calls this, and waits for the thread pool would add up. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Closes a folder after its running writes, or gives up after a timeout, because writes to a failing disk may never end. Never rejects. */
export async function closeFolder(root: { close(): Promise<void> }): Promise<void> {
  await waitWithTimeout(
    root.close().catch(() => {}),
    CLOSE_TIMEOUT_MS,
  );
}

/**
 * Returns the cause of a failed commit, which lmdb puts into a promise in `commitError`. An unhandled rejection of it would end the
 * process.
 */
async function commitCauseOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return Promise.resolve(error.commitError).then(
    () => error,
    (cause) => cause,
  );
}

/**
 * Describes an error without its path. Node.js puts the negative number of a system error into `errno`. lmdb puts the positive number into
 * `code`, where negative numbers are errors of LMDB itself.
 */
function describeCause(error: unknown): string {
  const { errno, code, message } = error as { errno?: number; code?: unknown; message: string };
  const [, description] = getSystemErrorMap().get(errno ?? -Number(code)) ?? [];
  return description ?? (typeof code === 'number' ? message : 'the log has the cause');
}
