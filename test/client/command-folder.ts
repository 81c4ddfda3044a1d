/** Gives each test of the file that imports this module a folder in which it runs `dezenas`. */

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { startCommandWith } from '../support/clients/command.js';

export let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  await mkdir(join(folder, 'tmp'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts `dezenas` as a child process in the folder of the running test. */
export function start(...parameters: string[]) {
  return startWith({}, ...parameters);
}

export function startWith(settings: Record<string, string>, ...parameters: string[]) {
  const folders = { XDG_DATA_HOME: join(folder, 'data'), TMPDIR: join(folder, 'tmp') };
  return startCommandWith({ ...folders, ...settings }, folder, ...parameters);
}

export const run = (...parameters: string[]) => start(...parameters).ended;

/** Names of the files that the command left behind in its folder and in the folder for temporary files. */
export async function remainingFiles(): Promise<string[]> {
  return [...(await readdir(folder)), ...(await readdir(join(folder, 'tmp')))].filter((name) => name !== 'data' && name !== 'tmp');
}
