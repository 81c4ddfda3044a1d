import type { Job } from '../../library/client.js';
import type { CommandTexts } from '../texts/command-texts.js';
import type { TopTexts } from '../texts/top-texts.js';
import { isAtWork, type JobsLook, ratesOf } from './jobs-snapshot.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

const BAR_CELLS = 20;

export interface TopTotals {
  running: number;
  waiting: number;
  gamesPerSecond: number;
  rowsPerSecond: number;
}

export function totalsOf(now: JobsLook, before: JobsLook | undefined): TopTotals {
  const rates = now.jobs.map((job) => ratesOf(job, now, before));
  const running = now.jobs.filter(isAtWork).length;
  return {
    running,
    waiting: now.jobs.length - running,
    gamesPerSecond: rates.reduce((sum, each) => sum + each.gamesPerSecond, 0),
    rowsPerSecond: rates.reduce((sum, each) => sum + each.rowsPerSecond, 0),
  };
}

/** Totals, then a line a job; at most `rows` lines. */
export function topLines(
  now: JobsLook,
  before: JobsLook | undefined,
  texts: CommandTexts,
  top: TopTexts,
  rows = Number.POSITIVE_INFINITY,
): string[] {
  const { running, waiting, gamesPerSecond, rowsPerSecond } = totalsOf(now, before);
  const rounded = (value: number) => texts.number(Math.round(value));
  const totals = top.totals(
    texts.number(running),
    `${texts.number(waiting)}${now.cut ? '+' : ''}`,
    rounded(gamesPerSecond),
    rounded(rowsPerSecond),
  );
  const head = [totals, now.cut ? top.cut : ''];
  if (now.jobs.length === 0) return now.cut ? head : [...head, top.noJobs];
  // Above the jobs: totals, an empty line or that not all were looked at, the names of the columns; below them, how many there is no room for.
  const room = Math.max(1, rows - 3);
  const shown = now.jobs.length <= room ? now.jobs : now.jobs.slice(0, Math.max(1, room - 1));
  const more = now.jobs.length - shown.length;
  const table = formatTable([top.columns, ...shown.map((job) => cellsOf(job, now, before, texts, top))]);
  return [...head, ...table.split('\n'), ...(more > 0 ? [top.more(texts.number(more))] : [])];
}

function cellsOf(job: Job, now: JobsLook, before: JobsLook | undefined, texts: CommandTexts, top: TopTexts): string[] {
  const { gamesGenerated, gamesTotal, rowsWritten, secondsLeft } = job.progress ?? {};
  const [games, total, rows] = [gamesGenerated, gamesTotal, rowsWritten].map(Number);
  const share = total > 0 ? Math.min(1, games / total) : 0;
  const filled = Math.round(share * BAR_CELLS);
  const speed = ratesOf(job, now, before).gamesPerSecond;
  return [
    printable(job.id).slice(0, 8),
    top.states[job.state] ?? printable(job.state),
    printable(job.spec?.lottery ?? ''),
    `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}] ${String(Math.floor(share * 100)).padStart(3)}%`,
    `${texts.number(games)} / ${texts.number(total)}`,
    isAtWork(job) ? texts.number(Math.round(speed)) : '',
    isAtWork(job) ? texts.number(rows) : '',
    secondsLeft ? duration(secondsLeft) : '',
  ];
}

/** h:mm:ss, or m:ss. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
