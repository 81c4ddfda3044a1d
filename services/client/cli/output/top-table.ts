import type { Job } from '../../library/client.js';
import type { CommandTexts } from '../texts/command-texts.js';
import { describeState } from '../texts/job-texts.js';
import type { TopTexts } from '../texts/top-texts.js';
import { isRunning, type JobsSnapshot, ratesOf } from './jobs-snapshot.js';
import { toPrintable } from './printable.js';
import { formatTable } from './table.js';

const BAR_CELLS = 20;

export interface TopTotals {
  running: number;
  waiting: number;
  gamesPerSecond: number;
  rowsPerSecond: number;
}

export function totalsOf(now: JobsSnapshot, before: JobsSnapshot | undefined): TopTotals {
  const rates = now.jobs.map((job) => ratesOf(job, now, before));
  const running = now.jobs.filter(isRunning).length;
  return {
    running,
    waiting: now.jobs.length - running,
    gamesPerSecond: rates.reduce((sum, each) => sum + each.gamesPerSecond, 0),
    rowsPerSecond: rates.reduce((sum, each) => sum + each.rowsPerSecond, 0),
  };
}

/** The totals, then one line per job; at most `rows` lines. */
export function topLines(
  now: JobsSnapshot,
  before: JobsSnapshot | undefined,
  texts: CommandTexts,
  top: TopTexts,
  rows = Number.POSITIVE_INFINITY,
): string[] {
  const { running, waiting, gamesPerSecond, rowsPerSecond } = totalsOf(now, before);
  const rounded = (value: number) => texts.number(Math.round(value));
  const totals = top.totals(
    texts.number(running),
    `${texts.number(waiting)}${now.truncated ? '+' : ''}`,
    rounded(gamesPerSecond),
    rounded(rowsPerSecond),
  );
  const head = [totals, now.truncated ? top.truncated : ''];
  if (now.jobs.length === 0) return now.truncated ? head : [...head, top.noJobs];
  // Three lines stand above the jobs: the totals, an empty line or the note about left-out jobs, and the column names. When not all jobs
  // fit, the last line says how many are missing.
  const room = Math.max(1, rows - 3);
  const shown = now.jobs.length <= room ? now.jobs : now.jobs.slice(0, Math.max(1, room - 1));
  const more = now.jobs.length - shown.length;
  const table = formatTable([top.columns, ...shown.map((job) => cellsOf(job, now, before, texts, top))]);
  return [...head, ...table.split('\n'), ...(more > 0 ? [top.more(texts.number(more))] : [])];
}

function cellsOf(job: Job, now: JobsSnapshot, before: JobsSnapshot | undefined, texts: CommandTexts, top: TopTexts): string[] {
  const { gamesGenerated, gamesTotal, rowsWritten, secondsLeft } = job.progress ?? {};
  const [games, total, rows] = [gamesGenerated, gamesTotal, rowsWritten].map(Number);
  const share = total > 0 ? Math.min(1, games / total) : 0;
  const filled = Math.round(share * BAR_CELLS);
  const speed = ratesOf(job, now, before).gamesPerSecond;
  return [
    toPrintable(job.id).slice(0, 8),
    toPrintable(describeState(job.state, top)),
    toPrintable(job.spec?.lottery ?? ''),
    `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}] ${String(Math.floor(share * 100)).padStart(3)}%`,
    `${texts.number(games)} / ${texts.number(total)}`,
    isRunning(job) ? texts.number(Math.round(speed)) : '',
    isRunning(job) ? texts.number(rows) : '',
    secondsLeft ? formatDuration(secondsLeft) : '',
  ];
}

/** Formats seconds as h:mm:ss, or m:ss. */
function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
