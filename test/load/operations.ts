import { createHash } from 'node:crypto';
import { DezenasError, type GameSpec, type Job } from '../../services/client/library/client.js';
import type { JobClient } from '../support/clients/job-client.js';
import { numbersTo, type Random } from '../support/data/random.js';
import type { Recorder } from './recorder.js';

/** What an operation works with: a client of its own, and what all record. */
export interface Caller {
  jobs: JobClient;
  random: Random;
  recorder: Recorder;
  signal: AbortSignal;
  /** A job that ended lately, of any caller. */
  ended: { job?: Job };
}

export interface Operation {
  /** How often it is chosen, relative to the others. */
  weight: number;
  run(caller: Caller): Promise<void>;
}

const FORMATS = ['FILE_FORMAT_XLSX', 'FILE_FORMAT_XLSX', 'FILE_FORMAT_CSV', 'FILE_FORMAT_JSON_LINES'] as const;
/** Of this many digests one is compared with that of the same games streamed. */
const SAMPLED = 5;

/** The mix: much of what is quick, some of what is not. */
export const OPERATIONS: Operation[] = [
  { weight: 30, run: streamGames },
  { weight: 8, run: jobWithoutFile },
  { weight: 4, run: jobWithWorkbook },
  { weight: 20, run: getJob },
  { weight: 8, run: listJobs },
  { weight: 4, run: estimateJob },
  { weight: 6, run: checkGames },
  { weight: 1, run: cancelJob },
];

async function streamGames({ jobs, random, recorder }: Caller): Promise<void> {
  const games = await recorder.time('StreamGames of 100', () => jobs.games(specOf(random, 100)));
  if (!games) return;
  recorder.expect(games.numbers.length === 600, `${games.numbers.length} bytes of 100 games were streamed`);
  recorder.expect(games.sha256 === games.summary.gamesSha256, 'streamed games have another digest than their summary says');
}

async function jobWithoutFile(caller: Caller): Promise<void> {
  const { jobs, random } = caller;
  const spec = specOf(random, quantityFrom(random, 100, 10_000));
  await runJob(caller, 'job without a file', spec, () => jobs.create({ spec, workbook: { format: 'FILE_FORMAT_NONE' } }));
}

async function jobWithWorkbook(caller: Caller): Promise<void> {
  const { jobs, random, recorder, signal } = caller;
  const spec = specOf(random, quantityFrom(random, 1_000, 100_000));
  const format = FORMATS[random.below(FORMATS.length)];
  const job = await runJob(caller, 'job with a file', spec, () => jobs.create({ spec, workbook: { format } }));
  const [file] = job?.workbooks ?? [];
  if (!job || !file) return recorder.expect(!job, 'a job has ended without its file');
  const digest = await recorder.time('DownloadWorkbook', async () => {
    const hash = createHash('sha256');
    for await (const piece of jobs.client.downloadWorkbook(job.id, { signal })) hash.update(piece);
    return hash.digest('hex');
  });
  if (digest) recorder.expect(digest === file.sha256, `${file.fileName} has another digest than its job says`);
}

/** To the end of a job, whose games are compared now and then. */
async function runJob(
  { jobs, random, recorder, ended }: Caller,
  name: string,
  spec: GameSpec,
  create: () => Promise<Job>,
): Promise<Job | undefined> {
  const created = await recorder.time('CreateJob', create);
  const job = created && (await recorder.time(name, () => jobs.end(created.id)));
  if (!job) return undefined;
  recorder.expect(job.state === 'JOB_STATE_COMPLETED', `a job ended as ${job.state}: ${job.failure?.reason}`);
  if (job.state !== 'JOB_STATE_COMPLETED') return undefined;
  ended.job = job;
  if (random.below(SAMPLED) === 0) {
    const games = await recorder.time('StreamGames of a job', () => jobs.games(spec));
    if (games) recorder.expect(games.sha256 === job.summary?.gamesSha256, `job ${job.id} has other games than its spec`);
  }
  return job;
}

async function getJob({ jobs, recorder, ended: { job } }: Caller): Promise<void> {
  if (!job) return;
  const now = await recorder.time('GetJob', () => jobs.get(job.id));
  if (now)
    recorder.expect(now.id === job.id && now.summary?.gamesSha256 === job.summary?.gamesSha256, `job ${job.id} has changed after its end`);
}

async function listJobs({ jobs, recorder }: Caller): Promise<void> {
  const page = await recorder.time('ListJobs of 20', () => jobs.client.listJobs({ pageSize: 20 }));
  if (!page) return;
  const times = page.jobs.map(({ createTime }) => Number(createTime?.seconds));
  recorder.expect(
    times.every((time, i) => i === 0 || time <= times[i - 1]),
    'a page of jobs is not in the order of creation',
  );
}

async function estimateJob({ jobs, random, recorder }: Caller): Promise<void> {
  const estimate = await recorder.time('EstimateJob', () => jobs.client.estimateJob({ spec: specOf(random, 1_000) }));
  if (estimate) recorder.expect(estimate.spaceSize === '50063860' && estimate.acceptanceRate > 0.5, 'an estimate is not that of Mega-Sena');
}

async function checkGames({ jobs, random, recorder }: Caller): Promise<void> {
  const quantity = quantityFrom(random, 100, 10_000);
  const result = { numbers: random.choose(numbersTo(60), 6) };
  const checked = await recorder.time('CheckGames', () => jobs.client.checkGames({ spec: specOf(random, quantity), result, limit: 0 }));
  if (checked) recorder.expect(Number(checked.games) === quantity, `${checked.games} of ${quantity} games were checked`);
}

/** Of a job that would be at work for long. */
async function cancelJob({ jobs, recorder }: Caller): Promise<void> {
  const spec = { quantity: 1_000_000, seed: 1, constraints: { maxRepetition: 0 } };
  const job = await recorder.time('CreateJob', () => jobs.create({ spec, workbook: { format: 'FILE_FORMAT_NONE' } }));
  if (!job) return;
  const state = await recorder.time('CancelJob', () => jobs.cancel(job.id).then((each) => each.state as string, endedBefore));
  if (state) recorder.expect(state === 'JOB_STATE_CANCELLED', `a job that was cancelled is ${state}`);
}

/** Not to be had: such a job takes far longer than the call. It may fail by itself, and that is no error of the call. */
function endedBefore(error: unknown): string {
  if (error instanceof DezenasError && error.reason === 'JOB_ENDED') return 'JOB_STATE_CANCELLED';
  throw error;
}

function specOf(random: Random, quantity: number): GameSpec {
  return { quantity, seed: random.below(2 ** 31) };
}

/** Small ones as often as large ones: evenly by their logarithm. */
function quantityFrom(random: Random, least: number, most: number): number {
  return Math.round(least * (most / least) ** (random.below(1_001) / 1_000));
}
