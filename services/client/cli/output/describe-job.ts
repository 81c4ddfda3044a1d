import { fromTimestamp } from '../../../shared/grpc/timestamp.js';
import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { describeFailure } from '../texts/failure-texts.js';
import { describeState, JOB_TEXTS } from '../texts/job-texts.js';
import { toPrintable } from './printable.js';
import { formatTable } from './table.js';

/** Describes a job for people: one line per property that has a value. */
export function describeJob(job: Job, locale: Locale): string {
  const texts = COMMAND_TEXTS[locale];
  const { labels, progress, failure } = JOB_TEXTS[locale];
  const { spec, summary, workbooks } = job;
  const rows: [string, string][] = [
    [labels.job, job.id],
    [labels.state, describeState(job.state, JOB_TEXTS[locale])],
    [labels.lottery, spec?.lottery ?? ''],
    [labels.progress, progress(texts.number(countGenerated(job)), texts.number(countRequested(job)))],
    [labels.priority, texts.number(job.priority)],
    [labels.requestId, job.requestId],
    [labels.created, formatTime(job.createTime, locale)],
    [labels.started, formatTime(job.startTime, locale)],
    [labels.ended, formatTime(job.endTime, locale)],
    [labels.expires, workbooks.length > 0 ? formatTime(job.expireTime, locale) : ''],
    [labels.attempts, job.attempts > 1 ? texts.number(job.attempts) : ''],
    [failure, describeJobFailure(job, locale)],
    ...workbooks.flatMap(({ fileName, sizeBytes, sha256 }): [string, string][] => [
      [texts.labels.file, `${fileName} (${texts.size(Number(sizeBytes))})`],
      [texts.labels.fileDigest, sha256],
    ]),
    [texts.labels.gamesDigest, summary?.gamesSha256 ?? ''],
    [texts.labels.price, summary ? texts.money(Number(summary.priceCentavos), spec?.lottery ?? '') : ''],
    [texts.labels.seed, spec?.seed?.toString() ?? ''],
    ...selectNotices(job, locale).map((notice): [string, string] => [texts.labels.note, notice]),
  ];
  return formatTable(rows.filter(([, value]) => value !== '').map(([label, value]) => [label, toPrintable(value)]));
}

/** Describes jobs as a table, one row per job. */
export function describeJobs(jobs: readonly Job[], locale: Locale): string {
  const { columns } = JOB_TEXTS[locale];
  const { number } = COMMAND_TEXTS[locale];
  return formatTable([
    columns,
    ...jobs.map((job) => [
      job.id,
      describeState(job.state, JOB_TEXTS[locale]),
      toPrintable(job.spec?.lottery ?? ''),
      ...[countGenerated(job), countRequested(job), job.priority].map(number),
      formatTime(job.createTime, locale),
    ]),
  ]);
}

/** Converts a job for programs: the proto message in camelCase, 64-bit integers in decimal, times in ISO 8601. */
export function toJobJson(job: Job): object {
  const iso = (time: Job['createTime']) => time && fromTimestamp(time).toISOString();
  const { createTime, startTime, endTime, expireTime } = job;
  const shown = { ...job, createTime: iso(createTime), startTime: iso(startTime), endTime: iso(endTime), expireTime: iso(expireTime) };
  // For each optional field, the proto loader adds a field with the prefix _ that says whether the field is set.
  return JSON.parse(JSON.stringify(shown, (key, value) => (key.startsWith('_') ? undefined : value)));
}

/** Why a job failed, with the reason under which docs/reference/errors.md says what to do; empty unless the job failed. */
function describeJobFailure(job: Job, locale: Locale): string {
  if (!job.failure) return '';
  const { reason, message } = job.failure;
  return `${describeFailure({ reason, message, job }, locale)} (${reason})`;
}

/** The notices of a job are in the language of its workbook. For output in another language, one line says how to see them. */
function selectNotices({ notices, workbookOptions }: Job, locale: Locale): string[] {
  const noticeLocale = workbookOptions?.locale || locale;
  return notices.length > 0 && noticeLocale !== locale ? [JOB_TEXTS[locale].otherNotices(noticeLocale)] : notices;
}

function countGenerated({ progress, summary }: Job): number {
  return Number(summary?.games ?? progress?.gamesGenerated ?? 0);
}

function countRequested({ progress, spec }: Job): number {
  return Number(progress?.gamesTotal || spec?.quantity || 0);
}

function formatTime(time: Job['createTime'], locale: Locale): string {
  if (!time) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(fromTimestamp(time));
}
