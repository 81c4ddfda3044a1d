import type { CallOptions, DezenasClient, Job } from '../../library/client.js';

const PAGE_JOBS = 1_000;
/** The server looks at some thousands of jobs for a page; older ones than those of so many are not looked at. */
const MAX_PAGES = 10;
const AT_WORK = ['JOB_STATE_RUNNING', 'JOB_STATE_WRITING'] as const;
const NOT_ENDED = ['JOB_STATE_QUEUED', ...AT_WORK] as const;

/** The jobs that have not ended, those at work first, each group in the order of creation. */
export interface JobsLook {
  jobs: Job[];
  /** Only the newest jobs were looked at: there may be more. */
  cut: boolean;
  /** Milliseconds since some point in the past, and what each job at work had done by then. */
  time: number;
  done: ReadonlyMap<string, { games: number; rows: number }>;
}

export interface Rates {
  gamesPerSecond: number;
  rowsPerSecond: number;
}

export async function lookAtJobs(client: DezenasClient, options: CallOptions): Promise<JobsLook> {
  const { jobs: newest, cut } = await newestJobs(client, NOT_ENDED, options);
  // Where so many wait that they fill the pages, those at work are older than them all.
  const older = cut ? (await newestJobs(client, AT_WORK, options)).jobs : [];
  const jobs = [...new Map([...newest, ...older].map((job) => [job.id, job])).values()].reverse();
  const atWork = jobs.filter(isAtWork);
  return {
    jobs: [...atWork, ...jobs.filter((job) => !isAtWork(job))],
    cut,
    time: performance.now(),
    done: new Map(atWork.map(({ id, progress }) => [id, { games: Number(progress?.gamesGenerated), rows: Number(progress?.rowsWritten) }])),
  };
}

/** Newest first: those that have ended are many, and older than most of those that have not. */
async function newestJobs(
  client: DezenasClient,
  states: readonly (typeof NOT_ENDED)[number][],
  options: CallOptions,
): Promise<{ jobs: Job[]; cut: boolean }> {
  const jobs: Job[] = [];
  let pageToken = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const request = { states: [...states], orderBy: 'create_time desc', pageSize: PAGE_JOBS, pageToken };
    const answer = await client.listJobs(request, options);
    jobs.push(...answer.jobs);
    pageToken = answer.nextPageToken;
    if (pageToken === '') break;
  }
  return { jobs, cut: pageToken !== '' };
}

export function isAtWork({ state }: Job): boolean {
  return state !== 'JOB_STATE_QUEUED';
}

/** How fast a job is: since the look before, or since its start. */
export function ratesOf(job: Job, now: JobsLook, before: JobsLook | undefined): Rates {
  const after = now.done.get(job.id);
  if (!after) return { gamesPerSecond: 0, rowsPerSecond: 0 };
  const earlier = before?.done.get(job.id);
  if (before && earlier && after.games >= earlier.games && now.time > before.time) {
    const seconds = (now.time - before.time) / 1000;
    return { gamesPerSecond: (after.games - earlier.games) / seconds, rowsPerSecond: Math.max(0, after.rows - earlier.rows) / seconds };
  }
  const gamesPerSecond = job.progress?.gamesPerSecond ?? 0;
  // The server tells one rate; rows come as far behind games as they are.
  return { gamesPerSecond, rowsPerSecond: after.games > 0 ? (gamesPerSecond * after.rows) / after.games : 0 };
}
