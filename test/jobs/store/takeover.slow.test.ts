/** Two embedded orchestrators that use one folder of jobs. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitUntilWritable } from '../../../services/orchestrator/storage/lmdb/write-probe.js';
import { type ServiceProcess, startServiceProcess } from '../../support/services/service-process.js';

const servers: ServiceProcess[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-takeover-'));
});
afterEach(async () => {
  for (const { kill } of servers.splice(0)) await kill();
  await rm(folder, { recursive: true, force: true });
});

/** Pauses a process, but not in the middle of a write. */
async function pause({ child }: ServiceProcess): Promise<void> {
  // The probe waits for the write lock in a process of its own, which a busy machine may be slow to start.
  for (let patienceMs = 3_000; ; patienceMs *= 2) {
    child.kill('SIGSTOP');
    const isBetweenWrites = await waitUntilWritable(join(folder, 'jobs'), patienceMs).then(
      () => true,
      () => false,
    );
    if (isBetweenWrites) return;
    child.kill('SIGCONT');
    // Once another process can write, the write of the resumed process has ended.
    await waitUntilWritable(join(folder, 'jobs'));
  }
}

it.each(['orchestrator', 'all'] as const)(
  'a process (%s) that was paused until its jobs were taken over exits with code 1',
  async (service) => {
    const start = () => startServiceProcess(service, { DATA_DIR: folder, WORKBOOK_DIR: join(folder, 'workbooks') });
    servers.push(await start());
    await pause(servers[0]);
    servers.push(await start());
    expect(await servers[0].kill('SIGCONT')).toBe(1);
    expect(servers[0].log.map(({ msg }) => msg)).toContain('another orchestrator has taken over the jobs');
    expect(await servers[1].kill('SIGTERM')).toBe(0);
  },
);

it('an orchestrator refuses to start while another process is paused during a write, and starts after that process was killed', async () => {
  const writer = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../support/engines/paused-writer.js', import.meta.url)), join(folder, 'jobs')],
    {
      stdio: 'inherit',
    },
  );
  const closed = once(writer, 'close');
  try {
    await expect.poll(() => isStopped(writer.pid as number)).toBe(true);
    const start = () => startServiceProcess('orchestrator', { DATA_DIR: folder });
    await expect(start()).rejects.toThrow(/holds the write lock of this folder \(JOBS_DIR\); resume or kill that process/);
    writer.kill('SIGKILL');
    await closed;
    servers.push(await start());
  } finally {
    writer.kill('SIGKILL');
  }
});

function isStopped(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].startsWith('T');
}
