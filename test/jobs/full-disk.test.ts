/** An embedded server whose files may not grow for a while, as on a disk that is full. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreateJobRequest } from '../../services/client/client.js';
import { importDraws } from '../support/draws.js';
import { JobClient } from '../support/job-client.js';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.js';

const missing = spawnSync('prlimit', ['--version']).status === 0 ? '' : ' (skipped: no prlimit)';

const SHORT: CreateJobRequest = { spec: { quantity: 1_000, seed: 5 }, workbook: { format: 'FILE_FORMAT_NONE' } };
/** At work for as long as the disk is full. */
const LONG: CreateJobRequest = { ...SHORT, spec: { quantity: 1_000, seed: 3, bestOf: 100_000_000 } };
const HEADER = 'Concurso,Data,Bola1,Bola2,Bola3,Bola4,Bola5,Bola6\n';

// Which page of a commit is the first one that cannot be written is chance: when it is the last one, lmdb gives up the folder until the process starts again.
describe.skipIf(missing !== '')(`a full disk${missing}`, { retry: 2 }, () => {
  let folder: string;
  let server: ServiceProcess;
  let jobs: JobClient;
  /** Lets no file be written beyond so many bytes. */
  const limitFiles = (bytes: number | 'unlimited') => execFileSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:`]);
  const importDraw = (number: number) => importDraws(jobs.client, Buffer.from(`${HEADER}${number},01/01/2020,1,2,3,4,5,6\n`));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-full-'));
    server = await startServiceProcess('all', { DATA_DIR: folder, WORKBOOK_DIR: join(folder, 'workbooks'), READINESS_SECONDS: '1' });
    jobs = new JobClient(server.address);
  });
  afterEach(async () => {
    jobs.close();
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses jobs and draws with why, keeps those at work, and takes them again when there is room', async () => {
    await jobs.end((await jobs.create(SHORT)).id);
    await importDraw(1);
    const { id } = await jobs.create(LONG);
    await jobs.until(id, ({ state }) => state === 'JOB_STATE_RUNNING');
    limitFiles(1);
    const refused = (setting: string) => ({
      code: 'UNAVAILABLE',
      reason: 'JOB_STORE_UNAVAILABLE',
      message: `${setting} cannot be used: file too large`,
    });
    for (let i = 0; i < 5; i++) {
      await expect(jobs.create(SHORT)).rejects.toMatchObject(refused('JOBS_DIR'));
      await expect(importDraw(2 + i)).rejects.toMatchObject(refused('DATA_DIR'));
    }
    // The lease could not be renewed in the meantime.
    await expect.poll(() => server.log.some(({ msg, check }) => msg === 'not ready' && check === 'job_store')).toBe(true);
    expect((await jobs.get(id)).state).toBe('JOB_STATE_RUNNING');
    limitFiles('unlimited');
    expect(await jobs.end((await jobs.create(SHORT)).id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
    await importDraw(10);
    expect(await jobs.cancel(id)).toMatchObject({ state: 'JOB_STATE_CANCELLED', attempts: 1 });
    expect(await server.kill('SIGTERM')).toBe(0);
  });

  it('does not keep a server from ending when it is told to', async () => {
    await jobs.create(LONG);
    limitFiles(1);
    expect(await server.kill('SIGTERM')).toBe(0);
  });
});
