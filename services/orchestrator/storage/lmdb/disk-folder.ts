/** Opens and writes LMDB folders, and handles failures of their disks. */

import { statSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { waitWithTimeout } from '../../../shared/async/timeout.js';
import { DezenasError } from '../../../shared/errors.js';
import { hasFreeSpace } from '../../../shared/process/free-disk-space.js';
import { exitIfAbandoned, exitProcess } from './workarounds/failed-commits.js';

/**
 * With these options, a write resolves only after the write is on the disk. eventTurnBatching is off because it starts each batch with a write
 * whose error cannot be caught. overlappingSync is off because it syncs one commit during the next, and never resolves if the next commit
 * fails. noSubdir is set explicitly, because lmdb otherwise takes a path with a dot for a file.
 */
export const DURABLE = { eventTurnBatching: false, overlappingSync: false, noSubdir: false } as const;

/**
 * Longest wait for a write. A write waits for earlier writes, also those of another process, which may be paused. On a failing disk, lmdb may
 * never settle a write.
 */
const WRITE_TIMEOUT_MS = 10_000;
/**
 * Number of consecutive timeouts after which the process exits. After some failed commits lmdb no longer writes to the folder, and only a new
 * process can open the folder again.
 */
const MAX_TIMEOUTS = 6;
/** Longest wait for a folder to close. */
export const CLOSE_TIMEOUT_MS = 2_000;
const ENOSPC = -28;

/** An LMDB folder. */
export class DiskFolder {
  readonly path: string;
  readonly #setting: string;
  /** Consecutive timeouts. Concurrent writes that time out together, for example after the process was paused, count as one timeout. */
  #timeouts = 0;
  #lastTimeoutMs = 0;

  /** @param setting name of the setting that contains the path, for error messages. */
  constructor(setting: string, path: string) {
    this.path = path;
    this.#setting = setting;
  }

  /**
   * Runs `work`, which opens or writes the folder. Exits the process if lmdb can no longer write to the folder in this process.
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

/** Returns whether a path exists. The call is synchronous: every request makes it, and the delays of the thread pool would add up. */
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
 * Returns the cause of a failed commit. lmdb puts the cause into a promise, `commitError`, that must be awaited: its unhandled rejection would
 * end the process.
 */
async function commitCauseOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return Promise.resolve(error.commitError).then(
    () => error,
    (cause) => cause,
  );
}

/**
 * Describes an error without naming the path. Node.js puts the negative number of a system error into `errno`. The lmdb package puts the
 * positive number of a system error into `code`; a negative `code` is an error of the LMDB library.
 */
function describeCause(error: unknown): string {
  const { errno, code, message } = error as { errno?: number; code?: unknown; message: string };
  const [, description] = getSystemErrorMap().get(errno ?? -Number(code)) ?? [];
  return description ?? (typeof code === 'number' ? message : "see the server's log for the cause");
}
