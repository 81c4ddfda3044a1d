import type { CallOptions, DezenasClient, Job } from '../../library/client.js';

const PAGE_JOBS = 1_000;
/** The server scans some thousands of jobs for a page. Jobs beyond these pages are left out. */
const MAX_PAGES = 10;
const RUNNING_STATES = ['JOB_STATE_RUNNING', 'JOB_STATE_WRITING'] as const;
const NOT_ENDED = ['JOB_STATE_QUEUED', ...RUNNING_STATES] as const;

/** The jobs that have not ended at one moment: first the running jobs, then the queued ones, each in the order of creation. */
export interface JobsSnapshot {
  jobs: Job[];
  /** Whether older jobs were left out because there are too many. */
  truncated: boolean;
  /** The moment in milliseconds, by `performance.now()`. */
  timeMs: number;
  /** What each running job had done at that moment, by its id. */
  done: ReadonlyMap<string, { games: number; rows: number }>;
}

export interface Rates {
  gamesPerSecond: number;
  rowsPerSecond: number;
}

export async function takeJobsSnapshot(client: DezenasClient, options: CallOptions): Promise<JobsSnapshot> {
  const { jobs: newest, truncated } = await listNewestJobs(client, NOT_ENDED, options);
  // When queued jobs fill all pages, the running jobs are older than those and need a search of their own.
  const older = truncated ? (await listNewestJobs(client, RUNNING_STATES, options)).jobs : [];
  const jobs = [...new Map([...newest, ...older].map((job) => [job.id, job])).values()].reverse();
  const running = jobs.filter(isRunning);
  return {
    jobs: [...running, ...jobs.filter((job) => !isRunning(job))],
    truncated,
    timeMs: performance.now(),
    done: new Map(
      running.map(({ id, progress }) => [id, { games: Number(progress?.gamesGenerated), rows: Number(progress?.rowsWritten) }]),
    ),
  };
}

/** Lists the newest jobs first: most ended jobs, which can be many, are older than the others. */
async function listNewestJobs(
  client: DezenasClient,
  states: readonly (typeof NOT_ENDED)[number][],
  options: CallOptions,
): Promise<{ jobs: Job[]; truncated: boolean }> {
  const jobs: Job[] = [];
  let pageToken = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const request = { states: [...states], orderBy: 'create_time desc', pageSize: PAGE_JOBS, pageToken };
    const answer = await client.listJobs(request, options);
    jobs.push(...answer.jobs);
    pageToken = answer.nextPageToken;
    if (pageToken === '') break;
  }
  return { jobs, truncated: pageToken !== '' };
}

export function isRunning({ state }: Job): boolean {
  return state !== 'JOB_STATE_QUEUED';
}

/** The rates of a job since the snapshot before; without one, since the start of the job. */
export function ratesOf(job: Job, now: JobsSnapshot, before: JobsSnapshot | undefined): Rates {
  const after = now.done.get(job.id);
  if (!after) return { gamesPerSecond: 0, rowsPerSecond: 0 };
  const earlier = before?.done.get(job.id);
  if (before && earlier && after.games >= earlier.games && now.timeMs > before.timeMs) {
    const seconds = (now.timeMs - before.timeMs) / 1000;
    return { gamesPerSecond: (after.games - earlier.games) / seconds, rowsPerSecond: Math.max(0, after.rows - earlier.rows) / seconds };
  }
  const gamesPerSecond = job.progress?.gamesPerSecond ?? 0;
  // The server reports the rate of games only; the rate of rows is in proportion to the written rows.
  return { gamesPerSecond, rowsPerSecond: after.games > 0 ? (gamesPerSecond * after.rows) / after.games : 0 };
}
