/**
 * kriszyp/lmdb-js#368: when a commit fails, lmdb also rejects a promise that it gives to nobody, and Node.js ends a process for a rejection
 * that nobody handles. The write that failed has an error of its own, so that rejection is ignored. When LMDB has given up a folder, no
 * later write can succeed before the folder is opened by a new process.
 */

/** MDB_PANIC: the page that leads to all others could not be written. */
const MDB_PANIC = -30_795;

let isInstalled = false;

/** Ignores rejections of lmdb in this process that nobody handles, and ends the process when LMDB has given up a folder. Later calls do nothing. */
export function handleFailedCommits(): void {
  if (isInstalled) return;
  isInstalled = true;
  process.on('unhandledRejection', (error) => {
    endIfGivenUp(error);
    if (!isOfLmdb(error)) throw error;
  });
}

/** Ends the process when the error says that LMDB has given up a folder. */
export function endIfGivenUp(error: unknown): void {
  if (codeOf(error) === MDB_PANIC) endProcess('a disk failed in the middle of a write, and LMDB gave up its folder');
}

/** Ends the process because only a new process can write the folder. Every write that has resolved is on the disk. */
export function endProcess(why: string): never {
  process.stderr.write(`${why}: the process ends, to be started again\n`);
  process.exit(1);
}

function isOfLmdb(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'commitError' in error || (typeof codeOf(error) === 'number' && /[\\/]lmdb[\\/]/.test(error.stack ?? ''));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
