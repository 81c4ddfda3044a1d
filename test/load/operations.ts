import { createHash } from 'node:crypto';
import { DezenasError, type GameSpec, type Job } from '../../services/client/library/client.js';
import type { JobClient } from '../support/clients/job-client.js';
import { numbersTo, type Random } from '../support/data/random.js';
import type { Recorder } from './recorder.js';

/** The context of an operation: a client of its own, and the recorder that all clients share. */
export interface Caller {
  jobs: JobClient;
  random: Random;
  recorder: Recorder;
  signal: AbortSignal;
  /** The job that ended last, of any caller. */
  ended: { job?: Job };
}

export interface Operation {
  /** How often clients choose this operation, relative to the others. */
  weight: number;
  run(caller: Caller): Promise<void>;
}

const FORMATS = ['FILE_FORMAT_XLSX', 'FILE_FORMAT_XLSX', 'FILE_FORMAT_CSV', 'FILE_FORMAT_JSON_LINES'] as const;
/** One in this many jobs is compared with a stream of the same games. */
const SAMPLED = 5;

/** The mix of operations: many quick operations and a few slow ones. */
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
  recorder.expect(games.numbers.length === 600, `StreamGames sent ${games.numbers.length} bytes for 100 games`);
  recorder.expect(games.sha256 === games.summary.gamesSha256, 'the digest of streamed games differs from their summary');
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
  if (!job || !file) return recorder.expect(!job, 'a job ended without its file');
  const digest = await recorder.time('DownloadWorkbook', async () => {
    const hash = createHash('sha256');
    for await (const piece of jobs.client.downloadWorkbook(job.id, { signal })) hash.update(piece);
    return hash.digest('hex');
  });
  if (digest) recorder.expect(digest === file.sha256, `the digest of ${file.fileName} differs from its job`);
}

/** Runs a job to its end, and compares a sample of the jobs with streamed games. */
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
    if (games)
      recorder.expect(games.sha256 === job.summary?.gamesSha256, `the games of job ${job.id} differ from the streamed games of its spec`);
  }
  return job;
}

async function getJob({ jobs, recorder, ended: { job } }: Caller): Promise<void> {
  if (!job) return;
  const now = await recorder.time('GetJob', () => jobs.get(job.id));
  if (now)
    recorder.expect(now.id === job.id && now.summary?.gamesSha256 === job.summary?.gamesSha256, `job ${job.id} changed after its end`);
}

async function listJobs({ jobs, recorder }: Caller): Promise<void> {
  const page = await recorder.time('ListJobs of 20', () => jobs.client.listJobs({ pageSize: 20 }));
  if (!page) return;
  const times = page.jobs.map(({ createTime }) => Number(createTime?.seconds));
  recorder.expect(
    times.every((time, i) => i === 0 || time <= times[i - 1]),
    'a page of jobs is not ordered by creation, newest first',
  );
}

async function estimateJob({ jobs, random, recorder }: Caller): Promise<void> {
  const estimate = await recorder.time('EstimateJob', () => jobs.client.estimateJob({ spec: specOf(random, 1_000) }));
  if (estimate) recorder.expect(estimate.spaceSize === '50063860' && estimate.acceptanceRate > 0.5, 'an estimate does not match Mega-Sena');
}

async function checkGames({ jobs, random, recorder }: Caller): Promise<void> {
  const quantity = quantityFrom(random, 100, 10_000);
  const result = { numbers: random.choose(numbersTo(60), 6) };
  const checked = await recorder.time('CheckGames', () => jobs.client.checkGames({ spec: specOf(random, quantity), result, limit: 0 }));
  if (checked) recorder.expect(Number(checked.games) === quantity, `CheckGames checked ${checked.games} of ${quantity} games`);
}

/** Cancels a job that would otherwise run for long. */
async function cancelJob({ jobs, recorder }: Caller): Promise<void> {
  const spec = { quantity: 1_000_000, seed: 1, constraints: { maxRepetition: 0 } };
  const job = await recorder.time('CreateJob', () => jobs.create({ spec, workbook: { format: 'FILE_FORMAT_NONE' } }));
  if (!job) return;
  const state = await recorder.time('CancelJob', () => jobs.cancel(job.id).then((each) => each.state as string, endedBefore));
  if (state) recorder.expect(state === 'JOB_STATE_CANCELLED', `a cancelled job has the state ${state}`);
}

/** Accepts JOB_ENDED as a success: the job cannot complete before the call, but it may fail by itself. */
function endedBefore(error: unknown): string {
  if (error instanceof DezenasError && error.reason === 'JOB_ENDED') return 'JOB_STATE_CANCELLED';
  throw error;
}

function specOf(random: Random, quantity: number): GameSpec {
  return { quantity, seed: random.below(2 ** 31) };
}

/** Returns a random quantity whose logarithm is uniformly distributed, so that small quantities are as frequent as large ones. */
function quantityFrom(random: Random, min: number, max: number): number {
  return Math.round(min * (max / min) ** (random.below(1_001) / 1_000));
}
