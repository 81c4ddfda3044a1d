import type { Profile } from './profiles.js';
import type { LoadResult } from './run-load.js';

/** Most wrong results that are printed. */
const MAX_WRONG_LINES = 20;

export interface Verdict {
  lines: string[];
  ok: boolean;
}

/** Formats a result and judges it. `deaths` describes services that ended unexpectedly. */
export function report({ recorder, seconds, memory }: LoadResult, { maxGrowth }: Profile, deaths: string[]): Verdict {
  const grown = memory.filter(({ name, growth }) => maxGrowth !== undefined && name !== 'redis' && (growth ?? 0) > maxGrowth);
  const ok = recorder.operations > 0 && recorder.errors === 0 && recorder.wrong.length === 0 && deaths.length === 0 && grown.length === 0;
  const bound = maxGrowth === undefined ? '' : `, at most ${maxGrowth} allowed`;
  return {
    ok,
    lines: [
      ...recorder.table(),
      '',
      ...memory.map(({ name, maxMegabytes, lastMegabytes, growth }) => {
        const slope =
          growth === undefined ? 'too few samples to measure growth' : `${growth >= 0 ? '+' : ''}${growth.toFixed(2)} MB/min${bound}`;
        return `${name.padEnd(16)} ${lastMegabytes.toFixed(0).padStart(5)} MB, at most ${maxMegabytes.toFixed(0)} MB, ${slope}`;
      }),
      '',
      ...recorder.wrong.slice(0, MAX_WRONG_LINES).map((what) => `WRONG  ${what}`),
      ...deaths.map((what) => `DIED   ${what}`),
      ...grown.map(({ name }) => `GROWS  ${name}`),
      `${recorder.operations} operations in ${seconds.toFixed(1)} s: ${recorder.errors} errors, ${recorder.wrong.length} wrong results: ${ok ? 'passed' : 'FAILED'}`,
    ],
  };
}
