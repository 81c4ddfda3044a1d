/** What all folders of LMDB have in common: how they are opened, and what is said when their disk fails. */

import { getSystemErrorMap } from 'node:util';
import { DezenasError } from '../../shared/errors.js';
import { within } from '../../shared/within.js';

/**
 * What has resolved is on the disk. Not in turns: lmdb would begin each with a write of its own, and when that fails, nobody can catch it. Not synced
 * beside the next commit: a wait for that never ends when the next one fails. A folder, even when its name has a dot.
 */
export const DURABLE = { eventTurnBatching: false, overlappingSync: false, noSubdir: false } as const;

/** A write waits for those before it, and for another process that is paused in one; of a disk that fails, lmdb forgets some. */
const ANSWER_MS = 10_000;
/** How long one that is closed is waited for. */
export const CLOSE_MS = 2_000;

/**
 * Opens or writes a folder.
 * @param setting that names the folder.
 * @throws DezenasError UNAVAILABLE when its disk does not let it, with why, and without the path, or is silent for too long: what was written may
 * be there all the same.
 */
export async function onDisk<T>(setting: string, work: () => T | Promise<T>): Promise<T> {
  const unavailable = (words: string, cause?: unknown) =>
    new DezenasError('UNAVAILABLE', `${setting} cannot be used: ${words}`, { reason: 'JOB_STORE_UNAVAILABLE', cause });
  const tryOnce = async () => {
    try {
      return { value: await work() };
    } catch (error) {
      const cause = await causeOf(error);
      throw unavailable(wordsOf(cause), cause);
    }
  };
  const done = await within(tryOnce(), ANSWER_MS);
  if (!done) throw unavailable(`it does not answer within ${ANSWER_MS / 1000} s`);
  return done.value;
}

// Of a commit that fails lmdb may reject a promise that nobody else can have, which would end the process.
process.on('unhandledRejection', (error) => {
  if (!isOfLmdb(error)) throw error;
});

function isOfLmdb(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'commitError' in error || ('code' in error && typeof error.code === 'number' && /[\\/]lmdb[\\/]/.test(error.stack ?? ''));
}

/** Never fails: writes that are under way come first, and those of a disk that fails may never come to an end. */
export async function closeFolder(root: { close(): Promise<void> }): Promise<void> {
  await within(
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
