import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { DezenasError } from '../../services/client/library/client.js';

interface Row {
  /** Latencies in microseconds, with an error below 0.1 %. */
  latency: RecordableHistogram;
  errors: Map<string, number>;
  /** Number of refusals that asked for a retry later. */
  refusals: number;
}

const COLUMNS = ['operation', 'count', 'per s', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'refused', 'errors'];
const DEFAULT_RETRY_MS = 1_000;

/** Records latencies, refusals and errors of operations. */
export class Recorder {
  readonly #rows = new Map<string, Row>();
  readonly #start = performance.now();
  readonly #signal: AbortSignal;
  /** Descriptions of wrong results, one line each. */
  readonly wrong: string[] = [];
  errors = 0;

  /** @param signal after it is aborted, refused operations are not retried, and errors are not recorded. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Runs an operation and records its latency. A refused operation is retried after the delay that the server asks for and does not count as an
   * error. @returns the result; undefined if the operation failed, which is recorded.
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

  /** Records `what` as a wrong result unless `isRight`. */
  expect(isRight: boolean, what: string): void {
    if (!isRight) this.wrong.push(what);
  }

  get operations(): number {
    return [...this.#rows.values()].reduce((sum, { latency }) => sum + latency.count, 0);
  }

  /** Returns the lines of a table, starting with the header. */
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
