import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 1_000;
/** What a line needs to mean something. */
const LEAST_SAMPLES = 30;
const PAGE_BYTES = 4_096;

interface Sample {
  minutes: number;
  megabytes: number;
}

/** The memory of one process over time. */
export interface MemoryUse {
  name: string;
  mostMegabytes: number;
  lastMegabytes: number;
  /** MB a minute by least squares, after the warm-up; undefined: too few samples. */
  growth: number | undefined;
}

/** Looks at the resident memory of processes once a second, where the system tells it (/proc). */
export class MemorySampler {
  readonly #samples = new Map<string, Sample[]>();
  readonly #start = performance.now();

  /** @param pids process ids by name, as they are at the moment. Resolves when the signal has fired. */
  async run(pids: () => Map<string, number>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [name, pid] of pids()) await this.#look(name, pid);
      await delay(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  uses(warmUpSeconds: number): MemoryUse[] {
    return [...this.#samples].map(([name, samples]) => ({
      name,
      mostMegabytes: Math.max(...samples.map(({ megabytes }) => megabytes)),
      lastMegabytes: samples.at(-1)?.megabytes ?? 0,
      growth: slopeOf(samples.filter(({ minutes }) => minutes * 60 >= warmUpSeconds)),
    }));
  }

  async #look(name: string, pid: number): Promise<void> {
    const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => undefined);
    if (pages === undefined) return;
    const samples = this.#samples.get(name) ?? [];
    this.#samples.set(name, samples);
    samples.push({ minutes: (performance.now() - this.#start) / 60_000, megabytes: (Number(pages.split(' ')[1]) * PAGE_BYTES) / 2 ** 20 });
  }
}

/** Of the line that is nearest to the samples, by least squares. */
function slopeOf(samples: Sample[]): number | undefined {
  if (samples.length < LEAST_SAMPLES) return undefined;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ minutes }) => minutes));
  const y = mean(samples.map(({ megabytes }) => megabytes));
  const covariance = samples.reduce((sum, { minutes, megabytes }) => sum + (minutes - x) * (megabytes - y), 0);
  return covariance / samples.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
}
