import type { CallOptions, DezenasClient, Job } from '../client.js';

const PAGE_JOBS = 1_000;
/** More jobs than this are not looked at. */
const MAX_PAGES = 10;

/** The jobs that have not ended, those at work first, each group in the order of creation. */
export interface JobsLook {
  jobs: Job[];
  /** There may be more. */
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
  const jobs: Job[] = [];
  let pageToken = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const states = ['JOB_STATE_QUEUED', 'JOB_STATE_RUNNING', 'JOB_STATE_WRITING'] as const;
    const answer = await client.listJobs({ states: [...states], orderBy: 'create_time', pageSize: PAGE_JOBS, pageToken }, options);
    jobs.push(...answer.jobs);
    pageToken = answer.nextPageToken;
    if (pageToken === '') break;
  }
  const atWork = jobs.filter(isAtWork);
  return {
    jobs: [...atWork, ...jobs.filter((job) => !isAtWork(job))],
    cut: pageToken !== '',
    time: performance.now(),
    done: new Map(atWork.map(({ id, progress }) => [id, { games: Number(progress?.gamesGenerated), rows: Number(progress?.rowsWritten) }])),
  };
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
