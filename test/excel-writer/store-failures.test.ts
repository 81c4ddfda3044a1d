import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWorkbook, workbookRequests, write } from '../support/data/workbook-requests.js';
import { type S3Server, startS3Server } from '../support/servers/s3-server.js';
import { startServiceProcess } from '../support/services/service-process.js';
import { fileOf, type Services, startServices } from '../support/services/services.js';

describe('services with S3_BUCKET', () => {
  let server: S3Server;
  let services: Services;
  beforeEach(async () => {
    server = await startS3Server();
    services = await startServices({ S3_BUCKET: server.bucket, S3_ENDPOINT: server.endpoint });
  });
  afterEach(async () => {
    await services.stop();
    await server.stop();
  });

  const objects = async () => (await server.files()).filter((name) => /[0-9a-f]{8}-[0-9a-f]{4}-/.test(name));

  it('store the files of a job in the bucket', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 5_000, seed: 1 }, workbook: { sheetGames: 2_000 } });
    const job = await services.jobs.end(id);
    expect(job.failure).toBeNull();
    expect(job.workbooks.map(({ games }) => games)).toEqual(['2000', '2000', '1000']);
    expect(await services.workbookFiles()).toEqual([]);
    expect((await objects()).some((name) => name.includes(`dezenas/${fileOf(job, 3)}`))).toBe(true);
    expect(Object.keys(unzipSync(await services.jobs.download(id, { part: 3 })))).toContain('xl/workbook.xml');
  });

  it('fail a job with WORKBOOK_STORE_FAILED when the bucket no longer exists, and leave no files', async () => {
    await server.removeBucket();
    const { id } = await services.jobs.create({ spec: { quantity: 5_000, seed: 1 } });
    expect(await services.jobs.end(id)).toMatchObject({
      state: 'JOB_STATE_FAILED',
      failure: { reason: 'WORKBOOK_STORE_FAILED', message: 'the bucket of the workbook store does not exist' },
    });
    expect(await objects()).toEqual([]);
  });

  it('do not start when the bucket does not exist or cannot be reached', async () => {
    await expect(startServices({ S3_BUCKET: 'another', S3_ENDPOINT: server.endpoint })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: 'the bucket of the workbook store does not exist',
    });
    await expect(startServices({ S3_BUCKET: 'another', S3_ENDPOINT: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'the workbook store cannot be reached (ECONNREFUSED)',
    });
  });

  it.each([
    [{ S3_BUCKET: '../x' }, /S3_BUCKET: must be the name of a bucket/],
    [{ S3_BUCKET: 'x'.repeat(70) }, /S3_BUCKET/],
    [{ S3_ENDPOINT: 'file:///etc' }, /S3_ENDPOINT: must be an http or https URL/],
    [{ S3_REGION: 'a b' }, /S3_REGION/],
    [{ S3_PREFIX: 'a?b' }, /S3_PREFIX/],
  ])('refuse the setting %o', async (settings, message) => {
    await expect(startServices(settings)).rejects.toThrow(message);
  });
});

/** A command that runs another command with a small file system mounted at the folder, or undefined where the system forbids that. */
function withSmallDisk(folder: string, options: string): string[] | undefined {
  const script = `mount -t tmpfs -o ${options} tmpfs ${folder} && exec "$@"`;
  const within = ['unshare', '-rm', 'sh', '-c', script, 'sh'];
  return spawnSync(within[0], [...within.slice(1), 'true']).status === 0 ? within : undefined;
}

describe('a local workbook store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('fails the write with WORKBOOK_STORE_FAILED when its disk becomes full, and deletes the files of that write', async ({ skip }) => {
    const within = withSmallDisk(folder, 'size=3m');
    if (!within) return skip('needs unshare and user namespaces');
    const { child, address } = await startServiceProcess('excel-writer', { WORKBOOK_DIR: folder }, { within });
    // Only the excel-writer sees its mounted file system, which /proc shows to the test.
    const files = () => readdir(`/proc/${child.pid}/root${folder}`);
    try {
      const small = randomUUID();
      await write(address, await workbookRequests({ quantity: 2_000, seed: 1 }, {}, small));
      // The third of four files does not fit.
      const requests = await workbookRequests({ quantity: 100_000, seed: 1 }, { sheetGames: 25_000 });
      await expect(write(address, requests)).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        reason: 'WORKBOOK_STORE_FAILED',
        message: 'the disk of the workbook store is full',
      });
      expect(await files()).toEqual([`${small}.1.xlsx`]);
      expect(Object.keys(unzipSync(await readWorkbook(address, small)))).toContain('xl/workbook.xml');
      // The failed write has freed its space.
      await write(address, await workbookRequests({ quantity: 25_000, seed: 1 }));
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  it('fails writes with WORKBOOK_STORE_FAILED when it is read-only', async ({ skip }) => {
    const within = withSmallDisk(folder, 'size=3m,ro');
    if (!within) return skip('needs unshare and user namespaces');
    const { child, address } = await startServiceProcess('excel-writer', { WORKBOOK_DIR: folder }, { within });
    try {
      await expect(write(address, await workbookRequests({ quantity: 1_000, seed: 1 }))).rejects.toMatchObject({
        reason: 'WORKBOOK_STORE_FAILED',
        message: 'the workbook store is read-only',
      });
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });
});
