import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job, Workbook } from '../../services/client/library/client.js';
import type { Cluster } from '../support/cluster/cluster.js';
import { fileOf } from '../support/services/services.js';
import type { Callers } from './callers.js';
import type { PlannedJob } from './job-requests.js';

/** Longest time until the files of earlier attempts must be removed. */
const CLEANUP_MS = 60_000;
const POLL_MS = 500;

/** An accepted job and the final state that its watcher received. */
export interface AcceptedJob {
  planned: PlannedJob;
  job: Job;
}

/** Checks an ended job on a cluster that has recovered. @returns what is wrong; an empty list if the job is correct. */
export async function check({ planned, job }: AcceptedJob, callers: Callers, cluster: Cluster): Promise<string[]> {
  const wrong: string[] = [];
  for (const each of await callers.all()) {
    const now = await callers.ask((_, options) => each.client.getJob(job.id, options));
    if (endOf(now) !== endOf(job)) wrong.push(`the watcher saw ${endOf(job)}, but an orchestrator now reports ${endOf(now)}`);
  }
  if (job.state === 'JOB_STATE_FAILED' && !/^[A-Z][A-Z_]+$/.test(job.failure?.reason ?? ''))
    wrong.push(`the job failed without a valid reason: ${job.failure?.reason}`);
  else if (job.state !== 'JOB_STATE_COMPLETED' && job.state !== 'JOB_STATE_FAILED') wrong.push(`the job ended as ${job.state}`);
  if (job.state === 'JOB_STATE_COMPLETED') wrong.push(...(await checkGames(planned, job, callers)));
  wrong.push(...(await checkFiles(job, cluster)));
  return wrong;
}

async function checkGames({ request, files }: PlannedJob, job: Job, callers: Callers): Promise<string[]> {
  const wrong: string[] = [];
  const undisturbed = await callers.ask((jobs) => jobs.games(request.spec ?? {}));
  if (job.summary?.gamesSha256 !== undisturbed.sha256)
    wrong.push(`the digest of its games is ${job.summary?.gamesSha256}, not ${undisturbed.sha256}`);
  if (job.workbooks.length !== files) wrong.push(`it has ${job.workbooks.length} files, not ${files}`);
  for (const workbook of job.workbooks) {
    const digest = await callers.ask((jobs) => digestOf(jobs.client.downloadWorkbook(job.id, { part: workbook.part })));
    if (digest !== workbook.sha256) wrong.push(`the digest of file ${workbook.part} is ${digest}, not ${workbook.sha256}`);
  }
  return wrong;
}

/** Checks that the store has the files of the last attempt of a job, and no files of earlier attempts. */
async function checkFiles(job: Job, cluster: Cluster): Promise<string[]> {
  const expected = job.workbooks
    .map((file) => nameOf(job, file))
    .toSorted()
    .join(' ');
  const deadline = performance.now() + CLEANUP_MS;
  for (;;) {
    const names = (await cluster.workbookFiles())
      .filter((name) => name.startsWith(job.id.slice(0, -4)))
      .toSorted()
      .join(' ');
    if (names === expected) return [];
    if (performance.now() > deadline) return [`the files of the job are [${names}], not [${expected}]`];
    await delay(POLL_MS);
  }
}

function nameOf(job: Job, { part, fileName }: Workbook): string {
  return fileOf(job, part).replace(/\.xlsx$/, /\.xlsx$/.test(fileName) ? '.xlsx' : '.csv.gz');
}

function endOf({ state, failure, summary, workbooks }: Job): string {
  return [state, failure?.reason, summary?.gamesSha256, ...workbooks.map(({ sha256 }) => sha256)].filter(Boolean).join(' ');
}

async function digestOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of pieces) digest.update(piece);
  return digest.digest('hex');
}
