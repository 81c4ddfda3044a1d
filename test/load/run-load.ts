import { setMaxListeners } from 'node:events';
import { JobClient } from '../support/clients/job-client.js';
import { Random } from '../support/data/random.js';
import { MemorySampler, type MemoryUse } from './memory.js';
import { type Caller, OPERATIONS } from './operations.js';
import type { Profile } from './profiles.js';
import { Recorder } from './recorder.js';

export interface LoadOptions extends Profile {
  addresses: string[];
  /** Returns the process ids of the server by name; an empty map if the server runs elsewhere. */
  pids: () => Map<string, number>;
  seed: number;
  /** Ends the run early. */
  stop: AbortSignal;
}

export interface LoadResult {
  recorder: Recorder;
  seconds: number;
  memory: MemoryUse[];
}

const TOTAL_WEIGHT = OPERATIONS.reduce((sum, { weight }) => sum + weight, 0);

/** Runs clients that perform one operation after another until the time is up. Running operations are completed. */
export async function runLoad({ addresses, clients, seconds, warmUpSeconds, pids, seed, stop }: LoadOptions): Promise<LoadResult> {
  const start = performance.now();
  // Every client adds a listener to this signal.
  setMaxListeners(0, stop);
  // Not AbortSignal.timeout: AbortSignal.any does not reference its sources strongly, so that the timeout could be garbage collected early.
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), seconds * 1_000);
  stop.addEventListener('abort', () => timeUp.abort());
  const samplingEnd = new AbortController();
  const recorder = new Recorder(stop);
  const sampler = new MemorySampler();
  const sampling = sampler.run(pids, samplingEnd.signal);
  const ended: Caller['ended'] = {};
  const runClient = async (index: number) => {
    const jobs = new JobClient(addresses[index % addresses.length]);
    const random = new Random(seed + index);
    try {
      while (!timeUp.signal.aborted) await choose(random).run({ jobs, random, recorder, signal: stop, ended });
    } finally {
      jobs.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, (_, index) => runClient(index)));
  } finally {
    clearTimeout(timer);
    samplingEnd.abort();
    await sampling;
  }
  return { recorder, seconds: (performance.now() - start) / 1_000, memory: sampler.uses(warmUpSeconds) };
}

function choose(random: Random) {
  let at = random.below(TOTAL_WEIGHT);
  for (const operation of OPERATIONS) {
    at -= operation.weight;
    if (at < 0) return operation;
  }
  throw new Error('the weights do not add up to their total');
}
