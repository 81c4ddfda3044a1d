/**
 * kriszyp/lmdb-js#368: when a commit fails, lmdb also rejects an internal promise, and Node.js ends the process because the rejection is
 * unhandled. The failed write reports its own error, so the internal rejection is ignored. When LMDB has abandoned a folder, no write can
 * succeed until a new process opens the folder.
 */

/** LMDB could not write the meta page and has abandoned the folder. */
const MDB_PANIC = -30_795;

let isInstalled = false;

/** Ignores unhandled rejections of lmdb in this process, and exits the process when LMDB has abandoned a folder. Later calls do nothing. */
export function handleFailedCommits(): void {
  if (isInstalled) return;
  isInstalled = true;
  process.on('unhandledRejection', (error) => {
    exitIfAbandoned(error);
    if (!isLmdbError(error)) throw error;
  });
}

/** Exits the process if the error means that LMDB has abandoned a folder. */
export function exitIfAbandoned(error: unknown): void {
  if (codeOf(error) === MDB_PANIC) exitProcess('a disk failed during a write, and LMDB has abandoned the folder');
}

/** Exits the process because only a new process can write the folder. Every resolved write is on the disk. */
export function exitProcess(reason: string): never {
  process.stderr.write(`${reason}; the process exits and must be restarted\n`);
  process.exit(1);
}

function isLmdbError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'commitError' in error || (typeof codeOf(error) === 'number' && /[\\/]lmdb[\\/]/.test(error.stack ?? ''));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
