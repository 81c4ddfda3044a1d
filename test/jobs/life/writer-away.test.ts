import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJobRunner, type JobTools } from '../../../services/orchestrator/jobs/engine/run-job.js';
import { newJob } from '../../../services/orchestrator/jobs/model/job.js';
import { ExcelWriterClient } from '../../../services/orchestrator/workbooks/excel-writer-client.js';
import { requestOf } from '../../support/engines/job-engines.js';
import { type ServiceProcess, startServiceProcess } from '../../support/services/service-process.js';

describe('an attempt whose excel-writer process is killed', () => {
  let folder: string;
  let process: ServiceProcess;
  let writer: ExcelWriterClient;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-writer-'));
    process = await startServiceProcess('excel-writer', { WORKBOOK_DIR: folder });
    writer = new ExcelWriterClient(process.address, 60_000);
  });
  afterEach(async () => {
    writer.close();
    await process.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends without waiting for the chunk that is being generated', async () => {
    const chunk: string[] = [];
    const run = createJobRunner({
      writer,
      sources: { histories: { get: async () => undefined }, popularity: { get: async () => undefined } },
      chooser: {
        choose: async () => ({
          name: 'in-process',
          run: async function* (_program: unknown, _orders: unknown, _window: unknown, signal: AbortSignal) {
            chunk.push('begun');
            await delay(2 ** 30, undefined, { signal }).finally(() => chunk.push('ended'));
          },
        }),
      },
    } as unknown as JobTools);
    const request = await requestOf(5);
    const job = newJob('73d85057-d5ed-4684-8739-b003a5da2a6f', { ...request, workbook: { ...request.workbook, format: 'XLSX' } });
    let error: unknown;
    run(job, () => {}, new AbortController().signal).catch((thrown) => {
      error = thrown;
    });
    await expect.poll(() => chunk).toEqual(['begun']);
    await process.kill();
    await expect.poll(() => error).toMatchObject({ code: 'UNAVAILABLE', reason: 'EXCEL_WRITER_UNAVAILABLE' });
    expect(chunk).toEqual(['begun', 'ended']);
  });
});
