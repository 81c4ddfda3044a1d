import { describe, expect, it } from 'vitest';
import { takeJobsSnapshot } from '../../services/client/cli/output/jobs-snapshot.js';
import { topLines } from '../../services/client/cli/output/top-table.js';
import { COMMAND_TEXTS } from '../../services/client/cli/texts/command-texts.js';
import { TOP_TEXTS } from '../../services/client/cli/texts/top-texts.js';
import type { DezenasClient } from '../../services/client/library/client.js';
import { listJobs } from '../../services/orchestrator/api/list-jobs.js';
import type { JobEngine } from '../../services/orchestrator/jobs/engine/job-engine.js';
import { type Job, newJob } from '../../services/orchestrator/jobs/model/job.js';
import type { ListOptions } from '../../services/orchestrator/jobs/store/job-records.js';
import { requestOf } from '../support/engines/job-engines.js';

/** A client of an orchestrator that stores the given counts of jobs, oldest first. */
async function clientOf(...stored: [state: Job['state'], jobs: number][]): Promise<DezenasClient> {
  const request = await requestOf(10);
  const jobs = stored
    .flatMap(([state, count]) => new Array<Job['state']>(count).fill(state))
    .map((state, at) => ({ ...newJob(idOf(at), request), state, createTime: new Date(at) }));
  const list = async function* ({ newestFirst, after }: ListOptions) {
    const step = newestFirst ? -1 : 1;
    const first = newestFirst ? jobs.length - 1 : 0;
    for (let at = after ? after.createMs + step : first; jobs[at]; at += step) yield jobs[at];
  };
  return {
    listJobs: (asked: { states: string[] }) => listJobs({ lottery: '', ...asked } as never, { list } as unknown as JobEngine),
  } as unknown as DezenasClient;
}

function idOf(at: number): string {
  return `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
}

const takeSnapshot = async (...stored: Parameters<typeof clientOf>) => takeJobsSnapshot(await clientOf(...stored), {});
const linesOf = (jobs: Awaited<ReturnType<typeof takeSnapshot>>) => topLines(jobs, undefined, COMMAND_TEXTS.en, TOP_TEXTS.en, 10);
const CUT = 'the server stores too many jobs to read them all: this table shows the newest';

describe('dezenas top, with 60,000 stored jobs', () => {
  it('shows the running and queued jobs, which are the newest, and says that it did not read all jobs', async () => {
    const jobs = await takeSnapshot(['COMPLETED', 60_000], ['WRITING', 1], ['RUNNING', 1], ['QUEUED', 2]);
    expect(jobs.jobs.map(({ id }) => id)).toEqual([60_000, 60_001, 60_002, 60_003].map(idOf));
    expect(jobs.truncated).toBe(true);
    expect(linesOf(jobs).slice(0, 2)).toEqual(['2 running, 2+ queued, 0 games/s, 0 rows/s', CUT]);
  });

  it('shows the running jobs first, although more jobs are queued than it reads', async () => {
    const jobs = await takeSnapshot(['COMPLETED', 30_000], ['RUNNING', 2], ['COMPLETED', 1], ['WRITING', 1], ['QUEUED', 30_000]);
    expect(jobs.jobs.slice(0, 4).map(({ id }) => id)).toEqual([30_000, 30_001, 30_003, 50_004].map(idOf));
    expect(linesOf(jobs).slice(0, 2)).toEqual(['3 running, 10,000+ queued, 0 games/s, 0 rows/s', CUT]);
  });

  it('does not print "no jobs" when it found none among the jobs that it read', async () => {
    const jobs = await takeSnapshot(['RUNNING', 1], ['COMPLETED', 60_000]);
    expect(linesOf(jobs)).toEqual(['0 running, 0+ queued, 0 games/s, 0 rows/s', CUT]);
  });
});

it('dezenas top reads all jobs when they are few, and prints no notice about the number of jobs', async () => {
  const jobs = await takeSnapshot(['COMPLETED', 6_000], ['RUNNING', 1], ['QUEUED', 1_500]);
  expect(jobs.jobs).toHaveLength(1_501);
  expect(jobs.jobs.slice(0, 2).map(({ id }) => id)).toEqual([6_000, 6_001].map(idOf));
  expect(jobs.truncated).toBe(false);
  expect(linesOf(jobs)[1]).toBe('');
  expect(linesOf(await takeSnapshot(['COMPLETED', 10]))).toEqual(['0 running, 0 queued, 0 games/s, 0 rows/s', '', 'no jobs']);
});
