import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// From dist/test/support/data/ to the folder beside the project.
const folder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

/** Official draws and files some tests compare with; a plain clone does not have them. */
export const hasSharedData = existsSync(folder);

/** Why a test that needs them skips. */
export const NO_SHARED_DATA = hasSharedData ? '' : ' (skipped: ../shared/data with the official draws is not there)';

export function readShared(path: string): Buffer {
  return readFileSync(folder + path);
}
