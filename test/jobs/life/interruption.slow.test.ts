import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { usedMegabytes } from '../../support/process/used-memory.js';
import { freePort } from '../../support/servers/free-port.js';
import { type ServiceProcess, startServiceProcess } from '../../support/services/service-process.js';
import { fileOf, type Services, startServices } from '../../support/services/services.js';
import { expectFreeGenerator } from './expect-free-generator.js';

let services: Services;
let writer: ServiceProcess | undefined;
afterEach(async () => {
  await services.stop();
  await writer?.kill();
  writer = undefined;
});

describe('a job', () => {
  it('fails with EXCEL_WRITER_UNAVAILABLE when the excel-writer is killed during its last attempt', async () => {
    writer = await startServiceProcess('excel-writer', {});
    services = await startServices({ EXCEL_WRITER_ADDRESS: writer.address, MAX_ATTEMPTS: '1' });
    const { id } = await services.jobs.create({ spec: { quantity: 1_000_000 } });
    await services.jobs.until(id, ({ progress }) => Number(progress?.rowsWritten) > 0);
    await writer.kill();
    const job = await services.jobs.end(id);
    expect(job).toMatchObject({
      state: 'JOB_STATE_FAILED',
      failure: { reason: 'EXCEL_WRITER_UNAVAILABLE', message: 'the excel-writer does not answer' },
    });
    await expectFreeGenerator(services);
  });

  it('is retried and completes when the excel-writer is killed and restarted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    const settings = { WORKBOOK_DIR: folder, PORT: String(await freePort()) };
    writer = await startServiceProcess('excel-writer', settings);
    services = await startServices({ EXCEL_WRITER_ADDRESS: writer.address });
    const { id } = await services.jobs.create({ spec: { quantity: 300_000, seed: 4 }, workbook: { sheetGames: 50_000 } });
    await services.jobs.until(id, ({ workbooks }) => workbooks.length > 0);
    await writer.kill();
    writer = await startServiceProcess('excel-writer', settings);
    const job = await services.jobs.end(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', failure: null });
    expect(job.attempts).toBeGreaterThan(1);
    expect((await readdir(folder)).toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((part) => fileOf(job, part)));
    await rm(folder, { recursive: true });
  });

  it('is retried and completes when the excel-writer is stopped before its work is finished', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    const settings = { WORKBOOK_DIR: folder, DRAIN_SECONDS: '0', PORT: String(await freePort()) };
    writer = await startServiceProcess('excel-writer', settings);
    services = await startServices({ EXCEL_WRITER_ADDRESS: writer.address });
    const { id } = await services.jobs.create({
      // Large enough that the writer is still running when it is stopped.
      spec: { quantity: 2_000_000, seed: 4 },
      workbook: { layout: 'WORKBOOK_LAYOUT_SHEETS' },
    });
    await services.jobs.until(id, ({ progress }) => Number(progress?.rowsWritten) > 0);
    expect(await writer.kill('SIGTERM')).toBe(0);
    writer = await startServiceProcess('excel-writer', settings);
    const job = await services.jobs.end(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', failure: null });
    expect(job.attempts).toBeGreaterThan(1);
    expect(await readdir(folder)).toEqual([fileOf(job)]);
    await rm(folder, { recursive: true });
  });

  it('is retried and fails with EXCEL_WRITER_UNAVAILABLE when the excel-writer ends calls without a status', async ({ onTestFinished }) => {
    const server = createServer().on('stream', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' });
      stream.close();
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    services = await startServices({ EXCEL_WRITER_ADDRESS: `127.0.0.1:${port}`, MAX_ATTEMPTS: '2' });
    const { id } = await services.jobs.create({ spec: { quantity: 1_000 } });
    expect(await services.jobs.end(id)).toMatchObject({ attempts: 2, failure: { reason: 'EXCEL_WRITER_UNAVAILABLE' } });
  });

  it('is retried and fails with EXCEL_WRITER_UNAVAILABLE when the excel-writer cannot be reached', async () => {
    services = await startServices({ EXCEL_WRITER_ADDRESS: '127.0.0.1:1', MAX_ATTEMPTS: '2' });
    const { id } = await services.jobs.create({ spec: { quantity: 1_000 } });
    expect(await services.jobs.end(id)).toMatchObject({ attempts: 2, failure: { reason: 'EXCEL_WRITER_UNAVAILABLE' } });
  });
});

describe('the memory of the services', () => {
  it('is released after many cancelled jobs', async () => {
    services = await startServices();
    const round = async () => {
      const { id } = await services.jobs.create({ spec: { quantity: 1_000_000, seed: 3 } });
      await services.jobs.until(id, ({ progress }) => Number(progress?.rowsWritten) > 0);
      await services.jobs.cancel(id);
    };
    expect(globalThis.gc).toBeTypeOf('function');
    await round();
    await expect.poll(() => services.workbookFiles()).toEqual([]);
    const before = await usedMegabytes();
    for (let i = 0; i < 10; i++) await round();
    await expect.poll(() => services.workbookFiles()).toEqual([]);
    // One running job holds about 20 MB.
    await expect.poll(usedMegabytes, { interval: 500 }).toBeLessThan(before + 15);
    console.log(`${before.toFixed(0)} MB after one cancelled job, ${(await usedMegabytes()).toFixed(0)} MB after ten more`);
  });
});
