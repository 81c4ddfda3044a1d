import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DezenasError } from '../../../shared/errors.js';

const PROBE = fileURLToPath(new URL('./write-probe-main.js', import.meta.url));
/** Longest wait: a write takes milliseconds, and the probe process starts within seconds on a busy machine. */
const PROBE_TIMEOUT_MS = 20_000;

/**
 * Waits until an LMDB folder can be written. A process that is paused during a write holds the write lock. Opening the folder waits for the
 * lock inside lmdb, where this process could neither answer nor exit, so a probe process opens the folder first and can be killed.
 * @throws DezenasError FAILED_PRECONDITION when the write lock is not free within `timeoutMs`.
 */
export async function waitUntilWritable(path: string, timeoutMs = PROBE_TIMEOUT_MS): Promise<void> {
  if (!existsSync(join(path, 'data.mdb'))) return;
  try {
    await promisify(execFile)(process.execPath, [PROBE, path], { timeout: timeoutMs, killSignal: 'SIGKILL', env: {} });
  } catch (error) {
    if (error instanceof Error && 'killed' in error && error.killed) throw lockedError();
    // Opening the folder reports any other error.
  }
}

function lockedError(): DezenasError {
  return new DezenasError(
    'FAILED_PRECONDITION',
    'another process, probably a paused one, holds the write lock of this folder (JOBS_DIR); resume or kill that process',
    { reason: 'JOBS_TAKEN' },
  );
}
