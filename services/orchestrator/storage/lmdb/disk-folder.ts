/** What all folders of LMDB have in common: how they are opened, and what is said and done when their disk fails. */

import { statSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { waitWithTimeout } from '../../../shared/async/timeout.js';
import { DezenasError } from '../../../shared/errors.js';
import { hasRoom } from '../../../shared/process/free-disk-space.js';
import { endIfGivenUp, endProcess } from './workarounds/failed-commits.js';

/**
 * What has resolved is on the disk. Not in turns: lmdb would begin each with a write of its own, and when that fails, nobody can catch it. Not synced
 * beside the next commit: a wait for that never ends when the next one fails. A folder, even when its name has a dot.
 */
export const DURABLE = { eventTurnBatching: false, overlappingSync: false, noSubdir: false } as const;

/** A write waits for those before it, and for another process that is paused in one; of a disk that fails, lmdb forgets some. */
const ANSWER_MS = 10_000;
/** How often in a row a folder may be silent for that long, each time after the other: what lmdb has given up is silent for ever. */
const SILENCES = 6;
/** How long one that is closed is waited for. */
export const CLOSE_MS = 2_000;
const ENOSPC = -28;

/** A folder of LMDB on its disk. */
export class DiskFolder {
  readonly path: string;
  readonly #setting: string;
  /** One after the other: of those of a process that was paused, one counts. */
  #silences = 0;
  #lastSilenceMs = 0;

  /** @param setting that names it. */
  constructor(setting: string, path: string) {
    this.path = path;
    this.#setting = setting;
  }

  /**
   * Opens or writes it. Ends the process when only another one can write it.
   * @throws DezenasError UNAVAILABLE when its disk does not let it, with why, and without the path, or is silent for too long: what was written may
   * be there all the same.
   */
  async use<T>(work: () => T | Promise<T>): Promise<T> {
    const beganMs = performance.now();
    const done = await waitWithTimeout(this.#try(work), ANSWER_MS);
    if (done) return done.value;
    this.#noteSilence(beganMs);
    throw this.#unavailable(`it does not answer within ${ANSWER_MS / 1000} s`);
  }

  async #try<T>(work: () => T | Promise<T>): Promise<{ value: T }> {
    try {
      checkRoom(this.path);
      return { value: await work() };
    } catch (error) {
      const cause = await causeOf(error);
      endIfGivenUp(cause);
      throw this.#unavailable(wordsOf(cause), cause);
    } finally {
      this.#silences = 0;
    }
  }

  #noteSilence(beganMs: number): void {
    if (beganMs < this.#lastSilenceMs) return;
    this.#lastSilenceMs = performance.now();
    this.#silences += 1;
    if (this.#silences === SILENCES) endProcess(`${this.#setting} has not answered for ${(SILENCES * ANSWER_MS) / 1000} s`);
  }

  #unavailable(words: string, cause?: unknown): DezenasError {
    return new DezenasError('UNAVAILABLE', `${this.#setting} cannot be used: ${words}`, { reason: 'JOB_STORE_UNAVAILABLE', cause });
  }
}

/** Of a write that fails lmdb tells in 100 bytes, which are too few. A folder that is not there yet has no disk. */
function checkRoom(path: string): void {
  if (isThere(path) && !hasRoom(path)) throw Object.assign(new Error('no room'), { errno: ENOSPC });
}

/** Not through the thread pool: every request asks, and waits there would add up. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Never fails: writes that are under way come first, and those of a disk that fails may never come to an end. */
export async function closeFolder(root: { close(): Promise<void> }): Promise<void> {
  await waitWithTimeout(
    root.close().catch(() => {}),
    CLOSE_MS,
  );
}

/** A commit that failed says why in a promise of its own, which ends the process when nobody listens to it. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return Promise.resolve(error.commitError).then(
    () => error,
    (cause) => cause,
  );
}

/** Node has the number of a system error in `errno`, below zero; lmdb has it in `code`, above, and numbers of its own below. */
function wordsOf(error: unknown): string {
  const { errno, code, message } = error as { errno?: number; code?: unknown; message: string };
  const [, words] = getSystemErrorMap().get(errno ?? -Number(code)) ?? [];
  return words ?? (typeof code === 'number' ? message : 'the log has the cause');
}
