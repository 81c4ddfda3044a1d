import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DezenasError } from '../../../shared/errors.js';

const TURN = fileURLToPath(new URL('./write-probe-main.js', import.meta.url));
/** A write takes milliseconds; a process starts within seconds on a busy machine. */
const PATIENCE_MS = 20_000;

/**
 * Waits until a folder of LMDB can be written. A process that is paused in the middle of a write keeps everybody else waiting, and
 * opening a folder waits within lmdb, where this process would neither answer nor end: another one tries first, and can be ended.
 * @throws DezenasError FAILED_PRECONDITION when nobody else can write it for `patienceMs`.
 */
export async function waitForTurnToWrite(path: string, patienceMs = PATIENCE_MS): Promise<void> {
  if (!existsSync(join(path, 'data.mdb'))) return;
  try {
    await promisify(execFile)(process.execPath, [TURN, path], { timeout: patienceMs, killSignal: 'SIGKILL', env: {} });
  } catch (error) {
    if (error instanceof Error && 'killed' in error && error.killed) throw paused();
    // Whatever else it is, opening the folder says it.
  }
}

function paused(): DezenasError {
  return new DezenasError(
    'FAILED_PRECONDITION',
    'another process, it seems a paused one, is in the middle of a write to this folder (JOBS_DIR): let it go on, or kill it',
    { reason: 'JOBS_TAKEN' },
  );
}
