import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DezenasError } from '../../shared/errors.js';
import { createClient, type DezenasClient, type Job } from '../client.js';
import { COMMAND_TEXTS, type CommandTexts } from './command-texts.js';
import type { GenerateOptions } from './generate-options.js';
import { toCreateJobRequest } from './generate-request.js';
import { untilInterrupted } from './interruption.js';
import { describeJob, finishedJob, jobAsJson } from './job-summary.js';
import { outputLocale } from './output-locale.js';
import { createProgress, type Progress } from './progress.js';
import { QUIET_SETTINGS } from './quiet-settings.js';
import { resolveTarget, saveWorkbook } from './save-workbook.js';

const CANCEL_TIMEOUT_MS = 5_000;

/** Runs one job and leaves its workbook at `out`, or nothing. */
export async function runGenerate(options: GenerateOptions): Promise<void> {
  const texts = COMMAND_TEXTS[outputLocale(options.locale, process.env)];
  if (options.quantity === undefined && options.budget === undefined) throw new DezenasError('INVALID_ARGUMENT', texts.sizeMissing);
  const target = await resolveTarget(options.out);
  await untilInterrupted(texts, async (signal) => {
    const services = options.address ? undefined : await startOwnServices();
    const client = createClient({ address: options.address ?? services?.address });
    const progress = await createProgress(texts, process.stderr, options.quiet ?? false);
    try {
      const job = await runJob(client, options, progress, texts, signal);
      progress.saving();
      await saveWorkbook(client.downloadWorkbook(job.id, { signal }), target, job.workbook);
      progress.stop();
      const finished = await finishedJob(job, options.out, performance.now() / 1000);
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

/** All services inside this process, with a workbook store that goes with it. */
async function startOwnServices() {
  const { startEmbedded } = await import('../embedded.js');
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const services = await startEmbedded({
      ...QUIET_SETTINGS,
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      WORKBOOK_DIR: folder,
    });
    return {
      address: services.orchestrator.address,
      stop: async () => {
        await services.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
