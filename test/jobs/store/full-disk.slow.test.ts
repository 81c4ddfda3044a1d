/** An embedded server on a small disk of its own, which the test fills and frees. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreateJobRequest } from '../../../services/client/library/client.js';
import { JobClient } from '../../support/clients/job-client.js';
import { importDraws } from '../../support/data/draws.js';
import { type ServiceProcess, startServiceProcess } from '../../support/services/service-process.js';

/** Runs a command with a disk of 64 MB mounted at the folder that is the first parameter. */
const ON_SMALL_DISK = [
  ...['unshare', process.getuid?.() === 0 ? '--mount' : '--map-root-user', '--mount'],
  ...['sh', '-c', 'mount -t tmpfs -o size=64m none "$0" && exec "$@"'],
];
const missing =
  spawnSync(ON_SMALL_DISK[0], [...ON_SMALL_DISK.slice(1), tmpdir(), 'true']).status === 0 ? '' : ' (skipped: no disk can be mounted)';

const SHORT: CreateJobRequest = { spec: { quantity: 1_000, seed: 5 }, workbook: { format: 'FILE_FORMAT_NONE' } };
/** Runs longer than the disk is full. */
const LONG: CreateJobRequest = { ...SHORT, spec: { quantity: 1_000, seed: 3, bestOf: 100_000_000 } };
const MB = 2 ** 20;
const HEADER = 'Concurso,Data,Bola1,Bola2,Bola3,Bola4,Bola5,Bola6\n';

describe.skipIf(missing !== '')(`a full disk${missing}`, () => {
  let folder: string;
  let server: ServiceProcess;
  let jobs: JobClient;
  /** Path of the filler file in the mount namespace of the server. */
  const filler = () => join('/proc', String(server.child.pid), 'root', folder, 'filler');
  const fill = async (leave: number) => {
    await writeFile(filler(), '');
    const { bavail, bsize } = await statfs(filler());
    // The server may take the last block in the meantime.
    await writeFile(filler(), Buffer.alloc(bavail * bsize - leave)).catch(() => {});
  };
  const importDraw = (number: number) => importDraws(jobs.client, Buffer.from(`${HEADER}${number},01/01/2020,1,2,3,4,5,6\n`));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-full-'));
    const settings = { DATA_DIR: join(folder, 'data'), WORKBOOK_DIR: join(folder, 'workbooks'), READINESS_SECONDS: '1' };
    server = await startServiceProcess('all', settings, { within: [...ON_SMALL_DISK, folder] });
    jobs = new JobClient(server.address);
  });
  afterEach(async () => {
    jobs.close();
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['', 0],
    [' (8 MB are left, which is less than a write may need)', 8 * MB],
  ])('refuses jobs and draws, keeps the running job, and accepts jobs and draws again once space is free%s', async (_, leave) => {
    await jobs.end((await jobs.create(SHORT)).id);
    await importDraw(1);
    const { id } = await jobs.create(LONG);
    await jobs.until(id, ({ state }) => state === 'JOB_STATE_RUNNING');
    await fill(leave);
    const refused = (setting: string) => ({
      code: 'UNAVAILABLE',
      reason: 'JOB_STORE_UNAVAILABLE',
      message: `${setting} cannot be used: no space left on device`,
    });
    for (let i = 0; i < 5; i++) {
      await expect(jobs.create(SHORT)).rejects.toMatchObject(refused('JOBS_DIR'));
      await expect(importDraw(2 + i)).rejects.toMatchObject(refused('DATA_DIR'));
    }
    // Wait until the health check has failed: the lease could not be renewed in the meantime.
    await expect.poll(() => server.log.some(({ msg, check }) => msg === 'not ready' && check === 'job_store')).toBe(true);
    expect((await jobs.get(id)).state).toBe('JOB_STATE_RUNNING');
    await rm(filler());
    expect(await jobs.end((await jobs.create(SHORT)).id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
    await importDraw(10);
    expect(await jobs.cancel(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED', attempts: 1 });
    expect(await server.kill('SIGTERM')).toBe(0);
  });

  it('does not prevent a server from stopping on SIGTERM', async () => {
    await jobs.create(LONG);
    await fill(0);
    expect(await server.kill('SIGTERM')).toBe(0);
  });
});
