import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { COMMAND } from '../support/clients/command.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.for([
  ['full', 'size=8k', 'its disk is full'],
  ['read-only', 'size=8m,ro', 'EROFS: read-only file system'],
])('a command reports that the folder for temporary files is %s, and exits with code 1', ([, options, why], { skip }) => {
  const script = `mount -t tmpfs -o ${options} tmpfs ${folder} && "$@"; status=$?; ls -A ${folder}; exit $status`;
  const within = (...command: string[]) =>
    spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', ...command], {
      ...{ env: { PATH: process.env.PATH, TMPDIR: folder, LANG: 'C' }, encoding: 'utf8' },
    });
  if (within('true').status !== 0) return skip('needs unshare and user namespaces');
  const { status, stdout, stderr } = within(process.execPath, COMMAND, 'lotteries');
  expect(stderr).toMatch(/^dezenas: the folder for temporary files \(TMPDIR\) cannot be used: [^\n]*\n$/);
  expect(stderr).toContain(why);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
