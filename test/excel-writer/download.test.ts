import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest, Job } from '../../services/client/library/client.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

async function createAndWait(request: CreateJobRequest): Promise<Job> {
  const { id } = await services.jobs.create(request);
  const job = await services.jobs.end(id);
  expect(job.failure).toBeNull();
  return job;
}

describe('a download', () => {
  it('returns exactly the requested range, so that a client can resume an interrupted download', async () => {
    const job = await createAndWait({ spec: { quantity: 20_000, seed: 1 } });
    const whole = await services.jobs.download(job.id);
    const size = whole.length;
    const [first, second] = [
      await services.jobs.download(job.id, { length: 300_000 }),
      await services.jobs.download(job.id, { offset: 300_000 }),
    ];
    expect(Buffer.concat([first, second]).equals(whole)).toBe(true);
    expect((await services.jobs.download(job.id, { offset: size - 10, length: 100 })).equals(whole.subarray(size - 10))).toBe(true);
    expect(await services.jobs.download(job.id, { offset: size })).toHaveLength(0);
    for (const [range, message] of [
      [{ offset: size + 1 }, `offset: must be 0 to ${size}`],
      [{ offset: -1 }, 'offset: must be 0 to'],
      [{ length: -1 }, 'length: must be 0 to'],
      [{ part: 2 }, 'part: must be 1'],
      [{ part: -1 }, 'part: must be 1'],
    ] as const) {
      await expect(services.jobs.download(job.id, range)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(message),
      });
    }
  });

  it('must name the part when the job has several files', async () => {
    const job = await createAndWait({ spec: { quantity: 3_000, seed: 1 }, workbook: { sheetGames: 1_000 } });
    await expect(services.jobs.download(job.id)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('must be 1 to 3'),
    });
    await expect(services.jobs.download(job.id, { part: 4 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
