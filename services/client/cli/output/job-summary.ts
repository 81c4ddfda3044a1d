import type { GenerationSummary, Job, Workbook } from '../../library/client.js';
import type { CommandTexts } from '../texts/command-texts.js';
import { toPrintable } from './printable.js';

/** A complete file under a temporary name beside its target, until all files of the job are complete. */
export interface SavedFile {
  /** The name as the user typed it. */
  name: string;
  partialPath: string;
  path: string;
  sizeBytes: number;
  workbook: Workbook;
}

/** A completed job and its files. */
export interface FinishedJob {
  job: Job;
  summary: GenerationSummary;
  files: SavedFile[];
  /** The time of the whole command, in seconds. */
  seconds: number;
}

/** @param seconds the time since the command started. */
export function toFinishedJob(job: Job, files: SavedFile[], seconds: number): FinishedJob {
  if (!job.summary) throw new Error('a completed job without a summary');
  return { job, summary: job.summary, files, seconds };
}

/** Describes a completed job for people. */
export function describeFinishedJob({ job, summary, files, seconds }: FinishedJob, texts: CommandTexts): string {
  const games = Number(summary.games);
  const { labels } = texts;
  const levelNames: Partial<Record<string, string>> = texts.levels;
  const rows: [string, string][] = [
    [labels.games, texts.done(texts.number(games), texts.decimal(seconds, 2), texts.number(Math.round(games / seconds)))],
    ...files.map(({ name, sizeBytes }): [string, string] => [labels.file, `${toPrintable(name)} (${texts.size(sizeBytes)})`]),
    [labels.gamesDigest, summary.gamesSha256],
    ...files.map(({ workbook }): [string, string] => [labels.fileDigest, workbook.sha256]),
    [labels.price, texts.money(Number(summary.priceCentavos), job.spec?.lottery ?? '')],
    [labels.seed, job.spec?.seed?.toString() ?? ''],
    [labels.history, job.spec?.historyVersion ? job.spec.historyVersion : texts.noHistory],
    [
      labels.levels,
      listCounts(
        summary.levels.map(({ level, games: count }) => [levelNames[level] ?? level, Number(count)]),
        texts,
      ),
    ],
    [
      labels.rejections,
      listCounts(
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

/** Converts a completed job for programs. */
export function toFinishedJobJson({ job, summary, files, seconds }: FinishedJob): object {
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

/** Lists the counts above 0, the largest first. */
function listCounts(counts: [string, number][], texts: CommandTexts): string {
  const nonZero = counts.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return nonZero.length > 0 ? nonZero.map(([name, count]) => `${name} ${texts.number(count)}`).join(', ') : texts.none;
}
