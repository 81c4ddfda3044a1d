/**
 * Makes `npx --no dezenas` run the command just built. npm links the commands of dependencies but not those of the root
 * package; without a link, `npx` looks for a package of that name in the registry.
 */

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.js', import.meta.url));
const folder = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const link = join(folder, 'dezenas');

chmodSync(main, 0o755);
// A production image has no node_modules here, and needs no link.
if (existsSync(dirname(folder))) {
  mkdirSync(folder, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(`${link}.cmd`, `@node "%~dp0\\${relative(folder, main)}" %*\r\n`);
  } else {
    rmSync(link, { force: true });
    symlinkSync(relative(folder, main), link);
  }
}
