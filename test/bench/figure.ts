import { availableParallelism, cpus, totalmem } from 'node:os';
import { VERSIONS } from './run-process.js';

/** One line of the report. */
export interface Figure {
  name: string;
  value: string;
  /** The bound that the value must meet; undefined if the value is for information only. */
  bound?: string;
  met?: boolean;
  note?: string;
}

/** Runs all parts and prints their figures and whether the figures meet their bounds. */
export async function report(seed: number, parts: [title: string, bench: () => AsyncIterable<Figure>][]): Promise<void> {
  console.log(`machine   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`);
  console.log(`versions  ${VERSIONS}, seed ${seed}`);
  let missed = 0;
  for (const [title, bench] of parts) {
    console.log(`\n${title}`);
    for await (const figure of bench()) {
      if (figure.met === false) missed++;
      print(figure);
    }
  }
  console.log(`\n${missed === 0 ? 'all bounds were met' : `${missed} bounds were missed`} in this run`);
}

function print({ name, value, bound, met, note }: Figure): void {
  const verdict = bound === undefined ? '' : `${bound.padEnd(22)} ${met ? 'met' : 'MISSED'}`;
  console.log(`  ${name.padEnd(52)} ${value.padStart(16)}  ${verdict}${note ? `  ${note}` : ''}`.trimEnd());
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M games/s`;
}
