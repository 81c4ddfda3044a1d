/** Gives each test of the file that imports this module a folder in which it runs `dezenas`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

const MAIN = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));

export let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  await mkdir(join(folder, 'tmp'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts `dezenas` as a child process in the folder of the running test. */
export function start(...parameters: string[]) {
  return startWith({}, ...parameters);
}

export function startWith(settings: Record<string, string>, ...parameters: string[]) {
  const child = spawn(process.execPath, [MAIN, ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH, XDG_DATA_HOME: join(folder, 'data'), TMPDIR: join(folder, 'tmp'), LANG: 'C', ...settings },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, ended, said: () => stderr };
}

export const run = (...parameters: string[]) => start(...parameters).ended;

/** Names of the files that the command left behind in its folder and in the folder for temporary files. */
export async function remainingFiles(): Promise<string[]> {
  return [...(await readdir(folder)), ...(await readdir(join(folder, 'tmp')))].filter((name) => name !== 'data' && name !== 'tmp');
}
