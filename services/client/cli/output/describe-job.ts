import { fromTimestamp } from '../../../shared/grpc/timestamp.js';
import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { describeFailure } from '../texts/failure-texts.js';
import { JOB_TEXTS } from '../texts/job-texts.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

/** A job for people: a line for everything there is to say of it. */
export function describeJob(job: Job, locale: Locale): string {
  const texts = COMMAND_TEXTS[locale];
  const { labels, states, progress, failure } = JOB_TEXTS[locale];
  const { spec, summary, workbooks } = job;
  const rows: [string, string][] = [
    [labels.job, job.id],
    [labels.state, states[job.state] ?? job.state],
    [labels.lottery, spec?.lottery ?? ''],
    [labels.progress, progress(texts.number(gamesOf(job)), texts.number(totalOf(job)))],
    [labels.priority, texts.number(job.priority)],
    [labels.requestId, job.requestId],
    [labels.created, timeOf(job.createTime, locale)],
    [labels.started, timeOf(job.startTime, locale)],
    [labels.ended, timeOf(job.endTime, locale)],
    [labels.expires, workbooks.length > 0 ? timeOf(job.expireTime, locale) : ''],
    [labels.attempts, job.attempts > 1 ? texts.number(job.attempts) : ''],
    [failure, failureOf(job, locale)],
    ...workbooks.flatMap(({ fileName, sizeBytes, sha256 }): [string, string][] => [
      [texts.labels.file, `${fileName} (${texts.size(Number(sizeBytes))})`],
      [texts.labels.fileDigest, sha256],
    ]),
    [texts.labels.gamesDigest, summary?.gamesSha256 ?? ''],
    [texts.labels.price, summary ? texts.money(Number(summary.priceCentavos), spec?.lottery ?? '') : ''],
    [texts.labels.seed, spec?.seed?.toString() ?? ''],
    ...noticesOf(job, locale).map((notice): [string, string] => [texts.labels.note, notice]),
  ];
  return formatTable(rows.filter(([, value]) => value !== '').map(([label, value]) => [label, printable(value)]));
}

/** Jobs as a table. */
export function describeJobs(jobs: readonly Job[], locale: Locale): string {
  const { columns, states } = JOB_TEXTS[locale];
  const { number } = COMMAND_TEXTS[locale];
  return formatTable([
    columns,
    ...jobs.map((job) => [
      job.id,
      states[job.state] ?? job.state,
      printable(job.spec?.lottery ?? ''),
      ...[gamesOf(job), totalOf(job), job.priority].map(number),
      timeOf(job.createTime, locale),
    ]),
  ]);
}

/** A job for programs: the message of the proto in camelCase, 64-bit integers in decimal, times in ISO 8601. */
export function toJobJson(job: Job): object {
  const iso = (time: Job['createTime']) => time && fromTimestamp(time).toISOString();
  const { createTime, startTime, endTime, expireTime } = job;
  const shown = { ...job, createTime: iso(createTime), startTime: iso(startTime), endTime: iso(endTime), expireTime: iso(expireTime) };
  // Beside each optional field the loader of the proto sets one that says that it is there.
  return JSON.parse(JSON.stringify(shown, (key, value) => (key.startsWith('_') ? undefined : value)));
}

/** Why a job failed, with the reason by which docs/reference/errors.md says what to do; empty when it did not. */
function failureOf(job: Job, locale: Locale): string {
  if (!job.failure) return '';
  const { reason, message } = job.failure;
  return `${describeFailure({ reason, message, job }, locale)} (${reason})`;
}

/** They speak the language of the workbook: to a reader of another one they are only hinted at. */
function noticesOf({ notices, workbookOptions }: Job, locale: Locale): string[] {
  const spoken = workbookOptions?.locale || locale;
  return notices.length > 0 && spoken !== locale ? [JOB_TEXTS[locale].otherNotices(spoken)] : notices;
}

function gamesOf({ progress, summary }: Job): number {
  return Number(summary?.games ?? progress?.gamesGenerated ?? 0);
}

function totalOf({ progress, spec }: Job): number {
  return Number(progress?.gamesTotal || spec?.quantity || 0);
}

function timeOf(time: Job['createTime'], locale: Locale): string {
  if (!time) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(fromTimestamp(time));
}
