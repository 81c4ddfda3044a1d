import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startServiceProcess } from '../support/services/service-process.js';
import { startServices } from '../support/services/services.js';

const POOL = Array.from({ length: 46 }, (_, i) => i + 1);

it('a job whose excel-writer hangs fails with EXCEL_WRITER_UNAVAILABLE', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  const { child, address } = await startServiceProcess('excel-writer', { WORKBOOK_DIR: folder });
  const services = await startServices({ EXCEL_WRITER_ADDRESS: address, EXCEL_WRITER_TIMEOUT_SECONDS: '2', MAX_ATTEMPTS: '1' });
  try {
    const { id } = await services.jobs.create({ spec: { quantity: 2_000_000 } });
    await services.jobs.until(id, ({ progress }) => Number(progress?.rowsWritten) > 0);
    child.kill('SIGSTOP');
    expect(await services.jobs.end(id)).toMatchObject({
      state: 'JOB_STATE_FAILED',
      failure: { reason: 'EXCEL_WRITER_UNAVAILABLE', message: 'the excel-writer does not answer' },
    });
  } finally {
    child.kill('SIGKILL');
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

it('an excel-writer that waits for slow games is not treated as hanging', async () => {
  const services = await startServices({ EXCEL_WRITER_TIMEOUT_SECONDS: '2', GENERATOR_THREADS: '1' });
  try {
    // The job visits its 10 million candidates for some seconds, finds few games, and then fails.
    const spec = { quantity: 1_000, seed: 3, constraints: { maxRepetition: 0, poolNumbers: POOL } };
    const { id } = await services.jobs.create({ spec });
    const job = await services.jobs.end(id);
    console.log(`${job.failure?.reason} after ${Number(job.endTime?.seconds) - Number(job.startTime?.seconds)} s without a row`);
    expect(job.failure?.reason).toMatch(/^RULES_/);
  } finally {
    await services.stop();
  }
});
