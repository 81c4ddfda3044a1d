import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest } from '../../services/client/library/client.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

async function fileOf(request: CreateJobRequest) {
  const { id } = await services.jobs.create(request);
  const job = await services.jobs.end(id);
  expect(job.failure).toBeNull();
  const bytes = await services.jobs.download(id);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(job.workbooks[0]?.sha256);
  expect(bytes.length.toString()).toBe(job.workbooks[0]?.sizeBytes);
  return { job, bytes };
}

describe('a text file of games', () => {
  it('can have more games than a sheet', async () => {
    const { job, bytes } = await fileOf({ spec: { quantity: 1_200_000, seed: 5 }, workbook: { format: 'FILE_FORMAT_JSON_LINES' } });
    expect(job.workbooks[0]?.games).toBe('1200000');
    expect(
      bytes
        .toString('latin1', bytes.length - 200)
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toContain('"game":1200000,');
  });
});
