import { MAX_SHEETS } from '../../../domain/workbook/workbook-layout.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Locale } from '../../../shared/locale.js';
import { createClient, type DezenasClient, type Job } from '../../library/client.js';
import { resolveConnection } from '../options/connection-options.js';
import type { GenerateOptions } from '../options/generate-options.js';
import { describeJob, finishedJob, jobAsJson, type SavedFile } from '../output/job-summary.js';
import { createProgress, type Progress } from '../output/progress.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { describeFailure } from '../texts/failure-texts.js';
import { outputLocale } from '../texts/output-locale.js';
import { formatOf, toCreateJobRequest } from './generate-request.js';
import { ToldError } from './localized-error.js';
import { startOwnServices } from './own-services.js';
import { checkName, discard, moveToTargets, partName, resolveTarget, saveAside } from './save-workbook.js';
import { untilInterrupted } from './until-interrupted.js';

/** Of how many files a job is, is known once the server has read its spec. */
const LONGEST_PART = { part: MAX_SHEETS, parts: MAX_SHEETS };
const CANCEL_TIMEOUT_MS = 5_000;

/** Runs one job and leaves its workbook at `out` (of several parts, beside it), or nothing. */
export async function runGenerate(options: GenerateOptions): Promise<void> {
  const locale = outputLocale(options.locale, process.env);
  const texts = COMMAND_TEXTS[locale];
  if (options.quantity === undefined && options.budget === undefined) throw new DezenasError('INVALID_ARGUMENT', texts.sizeMissing);
  const out = options.out ?? `jogos.${formatOf(options)}`;
  await resolveTarget(out);
  await checkName(partName(out, LONGEST_PART));
  await untilInterrupted(texts, async (signal) => {
    const services = options.address ? undefined : await startOwnServices();
    const client = createClient(services ? { address: services.address } : resolveConnection(options, process.env));
    const progress = await createProgress(locale, process.stderr, options.quiet ?? false);
    const files = new Downloads(client, out, signal);
    try {
      const job = await runJob(client, options, progress, files, locale, signal);
      progress.saving();
      await files.finish(job);
      progress.stop();
      const finished = finishedJob(job, files.saved, performance.now() / 1000);
      process.stdout.write(`${options.json ? JSON.stringify(jobAsJson(finished)) : describeJob(finished, texts)}\n`);
    } finally {
      progress.stop();
      await files.discard();
      client.close();
      await services?.stop();
    }
  });
}

/** Fetches the files of a job as they are done, one after the other, while the job goes on. */
class Downloads {
  readonly saved: SavedFile[] = [];
  readonly #client: DezenasClient;
  readonly #out: string;
  readonly #signal: AbortSignal;
  #attempts = 0;
  #wanted = new AbortController();
  #asked = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(client: DezenasClient, out: string, signal: AbortSignal) {
    this.#client = client;
    this.#out = out;
    this.#signal = signal;
  }

  /** Starts to fetch what the job has finished since. */
  update({ id, attempts, workbooks }: Job): void {
    if (attempts !== this.#attempts) {
      // The files of the attempt before are gone, those of this one are fetched in their place.
      this.#attempts = attempts;
      this.#asked = 0;
      this.#work = this.discard();
    }
    for (const workbook of workbooks.slice(this.#asked)) {
      this.#asked++;
      const signal = AbortSignal.any([this.#signal, this.#wanted.signal]);
      this.#work = this.#work.then(async () => {
        const bytes = this.#client.downloadWorkbook(id, { part: workbook.part, signal });
        this.saved.push(await saveAside(bytes, partName(this.#out, workbook), workbook));
      });
      // Awaited at the end; until then a failure must not count as unhandled.
      this.#work.catch(() => {});
    }
  }

  /** Fetches the rest, and gives all files their names. */
  async finish(job: Job): Promise<void> {
    this.update(job);
    await this.#work;
    await moveToTargets(this.saved);
  }

  /** Ends what is being fetched, and removes what was fetched and has no name yet. */
  async discard(): Promise<void> {
    this.#wanted.abort();
    this.#wanted = new AbortController();
    await this.#work.catch(() => {});
    await discard(this.saved.splice(0));
  }
}

/** From the request to the end of the job. A job this command gives up on is cancelled. */
async function runJob(
  client: DezenasClient,
  options: GenerateOptions,
  progress: Progress,
  files: Downloads,
  locale: Locale,
  signal: AbortSignal,
): Promise<Job> {
  let job = await client.createJob(toCreateJobRequest(options), { signal });
  try {
    for await (job of client.watchJob(job.id, { signal })) {
      progress.update(job);
      files.update(job);
    }
  } catch (error) {
    await client.cancelJob(job.id, { timeoutMs: CANCEL_TIMEOUT_MS }).catch(() => {});
    throw error;
  }
  if (job.state === 'JOB_STATE_COMPLETED') return job;
  const { failure } = job;
  if (!failure) throw new DezenasError('CANCELLED', 'the job was cancelled');
  throw new ToldError(failure.reason, describeFailure({ ...failure, job }, locale));
}
