import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The path from dist/test/support/data/ to a folder beside the project.
const folder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

/** Whether the official draws and reference files are present. A plain clone does not have them. */
export const hasSharedData = existsSync(folder);

/** Suffix for the titles of tests that are skipped without these files. */
export const NO_SHARED_DATA = hasSharedData ? '' : ' (skipped: ../shared/data with the official draws does not exist)';

export function readShared(path: string): Buffer {
  return readFileSync(folder + path);
}
