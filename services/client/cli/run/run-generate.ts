import { MAX_SHEETS } from '../../../domain/workbook/workbook-layout.js';
import { handleLater } from '../../../shared/async/handle-later.js';
import { linkSignals } from '../../../shared/async/linked-signal.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Locale } from '../../../shared/locale.js';
import { createClient, type DezenasClient, type Job } from '../../library/client.js';
import { resolveConnection } from '../options/connection-options.js';
import type { GenerateOptions } from '../options/generate-options.js';
import { describeFinishedJob, type SavedFile, toFinishedJob, toFinishedJobJson } from '../output/job-summary.js';
import { createProgress, type Progress } from '../output/progress.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { describeFailure } from '../texts/failure-texts.js';
import { abortOnInterruption } from './abort-on-interruption.js';
import { chooseFormat, toCreateJobRequest } from './generate-request.js';
import { LocalizedError } from './localized-error.js';
import { startOwnServices } from './own-services.js';
import { checkName, deletePartials, moveToTargets, namePart, resolveTarget, savePartial } from './save-workbook.js';

/** The longest name of a part. The number of files is not known until the server has resolved the spec. */
const LONGEST_PART = { part: MAX_SHEETS, parts: MAX_SHEETS };
const CANCEL_TIMEOUT_MS = 5_000;

/** Runs one job and writes its file to `out`, or several parts beside `out`. A failure leaves no file. */
export async function runGenerate(options: GenerateOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const texts = COMMAND_TEXTS[locale];
  if (options.quantity === undefined && options.budget === undefined) throw new DezenasError('INVALID_ARGUMENT', texts.sizeMissing);
  const out = options.out ?? `jogos.${chooseFormat(options)}`;
  await resolveTarget(out);
  await checkName(namePart(out, LONGEST_PART));
  await abortOnInterruption(texts, async (signal) => {
    const services = options.address ? undefined : await startOwnServices();
    const client = createClient(services ? { address: services.address } : resolveConnection(options, process.env));
    const progress = await createProgress(locale, process.stderr, options.quiet ?? false);
    const files = new Downloads(client, out, signal);
    try {
      const job = await runJob(client, options, progress, files, locale, signal);
      progress.showSaving();
      await files.finish(job);
      progress.stop();
      const finished = toFinishedJob(job, files.saved, performance.now() / 1000);
      process.stdout.write(`${options.json ? JSON.stringify(toFinishedJobJson(finished)) : describeFinishedJob(finished, texts)}\n`);
    } finally {
      progress.stop();
      await files.discard();
      client.close();
      await services?.stop();
    }
  });
}

/** Fetches finished files of a job, one after the other, while the job is still running. */
class Downloads {
  readonly saved: SavedFile[] = [];
  readonly #client: DezenasClient;
  readonly #out: string;
  readonly #signal: AbortSignal;
  #attempts = 0;
  #downloading = new AbortController();
  #requested = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(client: DezenasClient, out: string, signal: AbortSignal) {
    this.#client = client;
    this.#out = out;
    this.#signal = signal;
  }

  /** Starts to fetch the files that the job has finished since the last update. */
  update({ id, attempts, workbooks }: Job): void {
    if (attempts !== this.#attempts) {
      // A new attempt deletes the files of the attempt before, so all files are fetched again.
      this.#attempts = attempts;
      this.#requested = 0;
      this.#work = this.discard();
    }
    for (const workbook of workbooks.slice(this.#requested)) {
      this.#requested++;
      const { signal, release } = linkSignals(this.#signal, this.#downloading.signal);
      const download = async () => {
        const bytes = this.#client.downloadWorkbook(id, { part: workbook.part, signal });
        this.saved.push(await savePartial(bytes, namePart(this.#out, workbook), workbook));
      };
      // `finish` or `discard` awaits the work later.
      this.#work = handleLater(this.#work.then(download).finally(release));
    }
  }

  /** Fetches the remaining files, and moves all files to their targets. */
  async finish(job: Job): Promise<void> {
    this.update(job);
    await this.#work;
    await moveToTargets(this.saved);
  }

  /** Aborts the running download, and deletes files that are not at their targets yet. */
  async discard(): Promise<void> {
    this.#downloading.abort();
    this.#downloading = new AbortController();
    await this.#work.catch(() => {});
    await deletePartials(this.saved.splice(0));
  }
}

/** Creates a job and watches it to its end. An error or an interruption cancels the job. */
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
  throw new LocalizedError(failure.reason, describeFailure({ ...failure, job }, locale));
}
