import { DezenasError } from '../../shared/errors.js';
import { createClient, type DezenasClient, type Job } from '../client.js';
import { COMMAND_TEXTS, type CommandTexts } from './command-texts.js';
import type { GenerateOptions } from './generate-options.js';
import { formatOf, toCreateJobRequest } from './generate-request.js';
import { untilInterrupted } from './interruption.js';
import { describeJob, finishedJob, jobAsJson } from './job-summary.js';
import { outputLocale } from './output-locale.js';
import { startOwnServices } from './own-services.js';
import { createProgress, type Progress } from './progress.js';
import { resolveTarget, saveWorkbook } from './save-workbook.js';

const CANCEL_TIMEOUT_MS = 5_000;

/** Runs one job and leaves its workbook at `out`, or nothing. */
export async function runGenerate(options: GenerateOptions): Promise<void> {
  const texts = COMMAND_TEXTS[outputLocale(options.locale, process.env)];
  if (options.quantity === undefined && options.budget === undefined) throw new DezenasError('INVALID_ARGUMENT', texts.sizeMissing);
  const out = options.out ?? `jogos.${formatOf(options)}`;
  const target = await resolveTarget(out);
  await untilInterrupted(texts, async (signal) => {
    const services = options.address ? undefined : await startOwnServices();
    const client = createClient({ address: options.address ?? services?.address });
    const progress = await createProgress(texts, process.stderr, options.quiet ?? false);
    try {
      const job = await runJob(client, options, progress, texts, signal);
      progress.saving();
      await saveWorkbook(client.downloadWorkbook(job.id, { signal }), target, job.workbook);
      progress.stop();
      const finished = await finishedJob(job, out, performance.now() / 1000);
      process.stdout.write(`${options.json ? JSON.stringify(jobAsJson(finished)) : describeJob(finished, texts)}\n`);
    } finally {
      progress.stop();
      client.close();
      await services?.stop();
    }
  });
}

/** From the request to the end of the job. A job this command gives up on is cancelled. */
async function runJob(
  client: DezenasClient,
  options: GenerateOptions,
  progress: Progress,
  texts: CommandTexts,
  signal: AbortSignal,
): Promise<Job> {
  let job = await client.createJob(toCreateJobRequest(options), { signal });
  try {
    for await (job of client.watchJob(job.id, { signal })) progress.update(job);
  } catch (error) {
    await client.cancelJob(job.id, { timeoutMs: CANCEL_TIMEOUT_MS }).catch(() => {});
    throw error;
  }
  if (job.state === 'JOB_STATE_COMPLETED') return job;
  const { failure } = job;
  if (!failure) throw new DezenasError('CANCELLED', 'the job was cancelled');
  throw new DezenasError('FAILED_PRECONDITION', texts.failures[failure.reason]?.(job) ?? failure.message, { reason: failure.reason });
}
