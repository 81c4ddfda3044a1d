import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { DezenasError } from '../../services/client/library/client.js';

interface Row {
  /** In microseconds, with an error below a thousandth. */
  latency: RecordableHistogram;
  errors: Map<string, number>;
  /** Times it was told to come again later, and did. */
  refusals: number;
}

const COLUMNS = ['operation', 'count', 'per s', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'refused', 'errors'];
const DEFAULT_RETRY_MS = 1_000;

/** How long operations took, and how they failed. */
export class Recorder {
  readonly #rows = new Map<string, Row>();
  readonly #start = performance.now();
  readonly #signal: AbortSignal;
  /** What was wrong with results, one line each. */
  readonly wrong: string[] = [];
  errors = 0;

  /** @param signal when it fires no refusal is waited for any more, and what fails was cut short. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Does an operation and records how long it took. One that is refused for now is done again when it is told to: a refusal is no error.
   * Undefined: it failed, which is recorded as well.
   */
  async time<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
    const row = this.#row(operation);
    while (!this.#signal.aborted) {
      const start = performance.now();
      try {
        const result = await work();
        row.latency.record(Math.max(1, Math.round((performance.now() - start) * 1_000)));
        return result;
      } catch (error) {
        if (!(error instanceof DezenasError)) throw error;
        if (this.#signal.aborted) return undefined;
        if (error.code === 'RESOURCE_EXHAUSTED') {
          row.refusals++;
          await delay(error.retryAfterMs ?? DEFAULT_RETRY_MS, undefined, { signal: this.#signal }).catch(() => {});
        } else {
          const code = error.reason === error.code ? error.code : `${error.code}/${error.reason}`;
          row.errors.set(code, (row.errors.get(code) ?? 0) + 1);
          this.errors++;
          return undefined;
        }
      }
    }
    return undefined;
  }

  /** A result is not what it has to be. */
  expect(isRight: boolean, what: string): void {
    if (!isRight) this.wrong.push(what);
  }

  get operations(): number {
    return [...this.#rows.values()].reduce((sum, { latency }) => sum + latency.count, 0);
  }

  /** The lines of a table, its head first. */
  table(): string[] {
    const seconds = (performance.now() - this.#start) / 1_000;
    const cells = [...this.#rows].map(([operation, { latency, errors, refusals }]) => {
      const ms = (micros: number) => (latency.count === 0 ? '' : (micros / 1_000).toFixed(1));
      const percentiles = [50, 90, 99].map((percent) => ms(latency.percentile(percent)));
      const codes = [...errors].map(([code, count]) => `${code} ${count}`).join(', ');
      return [operation, `${latency.count}`, (latency.count / seconds).toFixed(1), ...percentiles, ms(latency.max), `${refusals}`, codes];
    });
    const widths = COLUMNS.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i].length)));
    const line = (row: string[]) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd();
    return [COLUMNS, ...cells].map(line);
  }

  #row(operation: string): Row {
    const row = this.#rows.get(operation) ?? { latency: createHistogram(), errors: new Map(), refusals: 0 };
    this.#rows.set(operation, row);
    return row;
  }
}
