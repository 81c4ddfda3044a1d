import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const missing = spawnSync('mkfifo', ['--version']).status === 0 ? '' : ' (skipped: no mkfifo)';
const LIFECYCLE = JSON.stringify(fileURLToPath(new URL('../../services/shared/process/lifecycle.js', import.meta.url)));

it.skipIf(missing !== '').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  `a second %s ends a process whose service does not stop and whose threads wait for a disk${missing}`,
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-signal-'));
    const pipe = join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    // Reading a pipe without a writer blocks a thread as a disk that hangs does.
    const script = `
      import { readFile } from 'node:fs';
      import { runUntilSignal } from ${LIFECYCLE};
      readFile(${JSON.stringify(pipe)}, () => {});
      setImmediate(() => console.log('runs'));
      await runUntilSignal({ stop: () => new Promise(() => {}) }, { info: (_, message) => console.log(message) });
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      child.kill(signal);
      await once(child.stdout, 'data');
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([null, signal]);
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  },
);
