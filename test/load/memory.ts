import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 1_000;
/** Fewest samples for a meaningful regression line. */
const MIN_SAMPLES = 30;
const PAGE_BYTES = 4_096;

interface Sample {
  minutes: number;
  megabytes: number;
}

/** The memory of one process over time. */
export interface MemoryUse {
  name: string;
  maxMegabytes: number;
  lastMegabytes: number;
  /** Growth in MB a minute after the warm-up, by least squares; undefined if there are too few samples. */
  growth: number | undefined;
}

/** Samples the resident memory of processes once a second, on systems with /proc. */
export class MemorySampler {
  readonly #samples = new Map<string, Sample[]>();
  readonly #start = performance.now();

  /** Takes samples until the signal is aborted. @param pids returns the current process ids by name. */
  async run(pids: () => Map<string, number>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [name, pid] of pids()) await this.#sample(name, pid);
      await delay(INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  }

  uses(warmUpSeconds: number): MemoryUse[] {
    return [...this.#samples].map(([name, samples]) => ({
      name,
      maxMegabytes: Math.max(...samples.map(({ megabytes }) => megabytes)),
      lastMegabytes: samples.at(-1)?.megabytes ?? 0,
      growth: slopeOf(samples.filter(({ minutes }) => minutes * 60 >= warmUpSeconds)),
    }));
  }

  async #sample(name: string, pid: number): Promise<void> {
    const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => undefined);
    if (pages === undefined) return;
    const samples = this.#samples.get(name) ?? [];
    this.#samples.set(name, samples);
    samples.push({ minutes: (performance.now() - this.#start) / 60_000, megabytes: (Number(pages.split(' ')[1]) * PAGE_BYTES) / 2 ** 20 });
  }
}

/** Returns the slope of the regression line of the samples, by least squares. */
function slopeOf(samples: Sample[]): number | undefined {
  if (samples.length < MIN_SAMPLES) return undefined;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ minutes }) => minutes));
  const y = mean(samples.map(({ megabytes }) => megabytes));
  const covariance = samples.reduce((sum, { minutes, megabytes }) => sum + (minutes - x) * (megabytes - y), 0);
  return covariance / samples.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
}
