import type { GenerationSummary, Job, Workbook } from '../../library/client.js';
import type { CommandTexts } from '../texts/command-texts.js';
import { printable } from './printable.js';

/** A file that waits beside its target until all of a job are there. */
export interface SavedFile {
  /** As the user calls it. */
  name: string;
  aside: string;
  path: string;
  sizeBytes: number;
  workbook: Workbook;
}

/** A finished job and where its files are. */
export interface FinishedJob {
  job: Job;
  summary: GenerationSummary;
  files: SavedFile[];
  /** Of the whole command. */
  seconds: number;
}

/** @param seconds since the command was started. */
export function finishedJob(job: Job, files: SavedFile[], seconds: number): FinishedJob {
  if (!job.summary) throw new Error('a completed job without a summary');
  return { job, summary: job.summary, files, seconds };
}

/** For people. */
export function describeJob({ job, summary, files, seconds }: FinishedJob, texts: CommandTexts): string {
  const games = Number(summary.games);
  const { labels } = texts;
  const rows: [string, string][] = [
    [labels.games, texts.done(texts.number(games), texts.decimal(seconds, 2), texts.number(Math.round(games / seconds)))],
    ...files.map(({ name, sizeBytes }): [string, string] => [labels.file, `${printable(name)} (${texts.size(sizeBytes)})`]),
    [labels.gamesDigest, summary.gamesSha256],
    ...files.map(({ workbook }): [string, string] => [labels.fileDigest, workbook.sha256]),
    [labels.price, texts.money(Number(summary.priceCentavos), job.spec?.lottery ?? '')],
    [labels.seed, job.spec?.seed?.toString() ?? ''],
    [labels.history, job.spec?.historyVersion ? job.spec.historyVersion : texts.noHistory],
    [
      labels.levels,
      listOf(
        summary.levels.map(({ level, games: count }) => [texts.levels[level], Number(count)]),
        texts,
      ),
    ],
    [
      labels.rejections,
      listOf(
        summary.rules.map(({ id, rejections }) => [id, Number(rejections)]),
        texts,
      ),
    ],
  ];
  if (games < Number(job.spec?.quantity))
    rows.push([labels.note, texts.partial(texts.number(games), texts.number(Number(job.spec?.quantity)))]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return [...rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`), '', texts.fairness].join('\n');
}

/** For programs. */
export function jobAsJson({ job, summary, files, seconds }: FinishedJob): object {
  return {
    job: job.id,
    games: Number(summary.games),
    seconds: Number(seconds.toFixed(3)),
    files: files.map(({ name, sizeBytes, workbook }) => ({
      file: name,
      sizeBytes,
      sha256: workbook.sha256,
      games: Number(workbook.games),
      part: workbook.part,
      parts: workbook.parts,
      firstGame: Number(workbook.firstGame),
    })),
    gamesSha256: summary.gamesSha256,
    priceCentavos: Number(summary.priceCentavos),
    seed: job.spec?.seed,
    historyVersion: job.spec?.historyVersion,
    candidates: Number(summary.candidates),
    levels: Object.fromEntries(summary.levels.map(({ level, games }) => [level.replace('LEVEL_', ''), Number(games)])),
    rules: summary.rules.map(({ through, rejections, ...rule }) => ({
      ...rule,
      through: through.replace('LEVEL_', ''),
      rejections: Number(rejections),
    })),
    executor: job.executor,
    notices: job.notices,
  };
}

/** Only what happened, the most frequent first. */
function listOf(counts: [string, number][], texts: CommandTexts): string {
  const happened = counts.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return happened.length > 0 ? happened.map(([name, count]) => `${name} ${texts.number(count)}`).join(', ') : texts.none;
}
