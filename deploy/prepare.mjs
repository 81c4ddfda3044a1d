/**
 * npm's `prepare` script: builds Dezenas after `npm ci`. The build needs the development dependencies, which
 * NODE_ENV=production and --omit=dev leave out; without them this script says what is missing instead of failing in a compiler.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const BUILT = new URL('../dist/services/client/main.js', import.meta.url);
const BUILD_TOOLS = ['assemblyscript', 'typescript', '@bufbuild/buf'];

const { resolve } = createRequire(import.meta.url);
const missing = BUILD_TOOLS.filter((name) => !isInstalled(name));

if (missing.length === 0) {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exit(status ?? 1);
}
if (existsSync(BUILT)) {
  console.log('dezenas: using the existing build in dist/, because the development dependencies are not installed.');
} else {
  console.error(
    `dezenas: cannot build, because these development dependencies are not installed: ${missing.join(', ')}.\n` +
      'NODE_ENV=production and --omit=dev leave them out. Run: npm ci --include=dev',
  );
  process.exit(1);
}

function isInstalled(name) {
  try {
    resolve(`${name}/package.json`);
    return true;
  } catch (error) {
    // A package that does not export its package.json is installed.
    return error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
