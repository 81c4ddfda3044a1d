import type { Profile } from './profiles.js';
import type { LoadResult } from './run-load.js';

/** Of wrong results as many are printed. */
const MOST_LINES = 20;

export interface Verdict {
  lines: string[];
  ok: boolean;
}

/** `deaths`: services that ended although nobody asked for it. */
export function report({ recorder, seconds, memory }: LoadResult, { mostGrowth }: Profile, deaths: string[]): Verdict {
  const grown = memory.filter(({ name, growth }) => mostGrowth !== undefined && name !== 'redis' && (growth ?? 0) > mostGrowth);
  const ok = recorder.operations > 0 && recorder.errors === 0 && recorder.wrong.length === 0 && deaths.length === 0 && grown.length === 0;
  const bound = mostGrowth === undefined ? '' : `, at most ${mostGrowth} allowed`;
  return {
    ok,
    lines: [
      ...recorder.table(),
      '',
      ...memory.map(({ name, mostMegabytes, lastMegabytes, growth }) => {
        const slope = growth === undefined ? 'too short to tell' : `${growth >= 0 ? '+' : ''}${growth.toFixed(2)} MB/min${bound}`;
        return `${name.padEnd(16)} ${lastMegabytes.toFixed(0).padStart(5)} MB, at most ${mostMegabytes.toFixed(0)} MB, ${slope}`;
      }),
      '',
      ...recorder.wrong.slice(0, MOST_LINES).map((what) => `WRONG  ${what}`),
      ...deaths.map((what) => `DIED   ${what}`),
      ...grown.map(({ name }) => `GROWS  ${name}`),
      `${recorder.operations} operations in ${seconds.toFixed(1)} s: ${recorder.errors} errors, ${recorder.wrong.length} wrong results: ${ok ? 'all is well' : 'FAILED'}`,
    ],
  };
}
