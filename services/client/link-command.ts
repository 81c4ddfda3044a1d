/**
 * Makes `npx dezenas` run the command just built. npm links the commands of dependencies but not the root package's
 * own, and `npx` then looks for the name elsewhere.
 */

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.js', import.meta.url));
const folder = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const link = join(folder, 'dezenas');

chmodSync(main, 0o755);
// A production image has no need of it.
if (existsSync(dirname(folder))) {
  mkdirSync(folder, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(`${link}.cmd`, `@node "%~dp0\\${relative(folder, main)}" %*\r\n`);
  } else {
    rmSync(link, { force: true });
    symlinkSync(relative(folder, main), link);
  }
}
