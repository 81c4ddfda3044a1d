/** Two embedded orchestrators, one after the other, on the jobs of one folder. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.js';

it.each(['orchestrator', 'all'] as const)('a process (%s) that slept until another one took its jobs ends with code 1', async (service) => {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-takeover-'));
  const start = () => startServiceProcess(service, { DATA_DIR: folder, WORKBOOK_DIR: join(folder, 'workbooks') });
  const servers: ServiceProcess[] = [];
  try {
    servers.push(await start());
    servers[0].child.kill('SIGSTOP');
    servers.push(await start());
    expect(await servers[0].kill('SIGCONT')).toBe(1);
    expect(servers[0].log.map(({ msg }) => msg)).toContain('another orchestrator has taken over the jobs');
    expect(await servers[1].kill('SIGTERM')).toBe(0);
  } finally {
    for (const { kill } of servers) await kill();
    await rm(folder, { recursive: true, force: true });
  }
});
