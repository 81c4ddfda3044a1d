/** What all folders of LMDB have in common: how they are opened, and what is said when their disk fails. */

import { getSystemErrorMap } from 'node:util';
import { DezenasError } from '../../shared/errors.js';

/**
 * What has resolved is on the disk. Not in turns: lmdb would begin each with a write of its own, and when that fails, nobody can catch it. Not synced
 * beside the next commit: a wait for that never ends when the next one fails. A folder, even when its name has a dot.
 */
export const DURABLE = { eventTurnBatching: false, overlappingSync: false, noSubdir: false } as const;

/**
 * Opens or writes a folder.
 * @param setting that names the folder.
 * @throws DezenasError UNAVAILABLE when its disk does not let it, with why, and without the path.
 */
export async function onDisk<T>(setting: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = await causeOf(error);
    throw new DezenasError('UNAVAILABLE', `${setting} cannot be used: ${wordsOf(cause)}`, { reason: 'JOB_STORE_UNAVAILABLE', cause });
  }
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
