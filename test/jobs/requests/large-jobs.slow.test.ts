import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest, Job } from '../../../services/client/library/client.js';
import { numbersTo } from '../../support/data/random.js';
import { type Services, startServices } from '../../support/services/services.js';

const JOBS = 70;

/** A rule with the most numbers that a rule may have; the request has the most rules that a spec may have. */
const allBut = (number: number) => ({ id: 'group', numbers: numbersTo(128).filter((each) => each !== number), min: 1, max: 6 });
const LARGE: CreateJobRequest = {
  spec: {
    ...{ lottery: 'custom', custom: { universeSize: 128 }, picks: 6, quantity: 1, seed: 1 },
    rules: numbersTo(60).map(allBut),
    ruleGroups: numbersTo(16).map(() => ({ atLeast: 1, rules: numbersTo(16).map(allBut) })),
  },
  workbook: { format: 'FILE_FORMAT_NONE' },
};

let services: Services;
beforeAll(async () => {
  services = await startServices({ MAX_CONCURRENT_JOBS: '1' });
});
afterAll(() => services.stop());

describe('a list of jobs too large for a message', () => {
  it('is returned in pages that each fit into one message', async () => {
    const { jobs } = services;
    const created: string[] = [];
    for (let i = 0; i < JOBS; i++) created.push((await jobs.create(LARGE)).id);
    await Promise.all(created.map((id) => jobs.end(id)));
    const pages: Job[][] = [];
    let pageToken = '';
    do {
      const page = await jobs.client.listJobs({ orderBy: 'create_time', pageSize: 1_000, pageToken });
      pages.push(page.jobs);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(pages.flat().map(({ id }) => id)).toEqual(created);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages.slice(0, -1)) expect(page.length).toBeGreaterThan(JOBS / 4);
  });
});
