import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../../services/client/library/client.js';
import { type Services, startServices } from '../../support/services/services.js';

let services: Services;
let created: Job[];
beforeAll(async () => {
  services = await startServices({ MAX_CONCURRENT_JOBS: '1' });
  created = [];
  for (const lottery of ['mega-sena', 'quina', 'mega-sena', 'lotofacil', 'mega-sena']) {
    const { id } = await services.jobs.create({ spec: { lottery, quantity: 20, seed: 1 }, workbook: { format: 'FILE_FORMAT_NONE' } });
    created.push(await services.jobs.end(id));
  }
});
afterAll(() => services.stop());

const idsOf = (jobs: Job[]) => jobs.map(({ id }) => id);

describe('the list of jobs', () => {
  it('contains all jobs, newest first by default and oldest first on request', async () => {
    const { client } = services.jobs;
    const newest = await client.listJobs();
    expect(newest).toEqual({ jobs: created.toReversed(), nextPageToken: '' });
    expect(idsOf((await client.listJobs({ orderBy: 'create_time' })).jobs)).toEqual(idsOf(created));
  });

  it('can be filtered by lottery and by state', async () => {
    const { client } = services.jobs;
    const megaSena = created.filter(({ spec }) => spec?.lottery === 'mega-sena');
    expect(idsOf((await client.listJobs({ lottery: 'mega-sena', orderBy: 'create_time' })).jobs)).toEqual(idsOf(megaSena));
    expect((await client.listJobs({ lottery: 'no-such' })).jobs).toEqual([]);
    expect((await client.listJobs({ states: ['JOB_STATE_QUEUED', 'JOB_STATE_RUNNING'] })).jobs).toEqual([]);
    expect((await client.listJobs({ states: ['JOB_STATE_COMPLETED', 'JOB_STATE_FAILED'] })).jobs).toHaveLength(5);
  });

  it('is returned in pages that continue after the last job, even if jobs are created or deleted in between', async () => {
    const { client } = services.jobs;
    const first = await client.listJobs({ pageSize: 2 });
    expect(idsOf(first.jobs)).toEqual(idsOf([created[4], created[3]]));
    const { id } = await services.jobs.create({ spec: { quantity: 1 }, workbook: { format: 'FILE_FORMAT_NONE' } });
    await services.jobs.end(id);
    const second = await client.listJobs({ pageSize: 2, pageToken: first.nextPageToken });
    expect(idsOf(second.jobs)).toEqual(idsOf([created[2], created[1]]));
    const last = await client.listJobs({ pageSize: 2, pageToken: second.nextPageToken });
    expect(last).toEqual({ jobs: [created[0]], nextPageToken: '' });
    await client.deleteJob(id);
    expect(idsOf((await client.listJobs()).jobs)).toEqual(idsOf(created.toReversed()));
  });

  it('is refused with every wrong field of the request and its bound', async () => {
    const request = { pageSize: 1_001, orderBy: 'price', pageToken: '../../etc', states: ['JOB_STATE_QUEUED' as const, 99 as never] };
    await expect(services.jobs.client.listJobs(request)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [
        { field: 'states[1]', description: expect.stringContaining('JOB_STATE_EXPIRED') },
        { field: 'page_size', description: 'must be 1 to 1000, not 1001' },
        { field: 'order_by', description: 'must be "create_time desc" or "create_time"' },
        { field: 'page_token', description: 'must be the next_page_token of a response' },
      ],
    });
  });
});

describe('a job without a file', () => {
  it('completes with a summary and a digest, and has no workbook to download', async () => {
    const [job] = created;
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', workbooks: [], summary: { games: '20' } });
    const { sha256 } = await services.jobs.games(job.spec ?? {});
    expect(job.summary?.gamesSha256).toBe(sha256);
    await expect(services.jobs.download(job.id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NO_WORKBOOK' });
  });
});

describe('a priority', () => {
  it('is stored with the job, and refused outside 0 to 100', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 1 }, priority: 100 });
    expect(await services.jobs.end(id)).toMatchObject({ priority: 100 });
    for (const priority of [-1, 101]) {
      await expect(services.jobs.create({ spec: { quantity: 1 }, priority })).rejects.toMatchObject({
        violations: [{ field: 'priority', description: `must be 0 to 100, not ${priority}` }],
      });
    }
  });
});
