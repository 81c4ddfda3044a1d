import { setMaxListeners } from 'node:events';
import { JobClient } from '../support/clients/job-client.js';
import { Random } from '../support/data/random.js';
import { MemorySampler, type MemoryUse } from './memory.js';
import { type Caller, OPERATIONS } from './operations.js';
import type { Profile } from './profiles.js';
import { Recorder } from './recorder.js';

export interface LoadOptions extends Profile {
  addresses: string[];
  /** Process ids of the server by name; none: another machine has them. */
  pids: () => Map<string, number>;
  seed: number;
  /** Ends it early. */
  stop: AbortSignal;
}

export interface LoadResult {
  recorder: Recorder;
  seconds: number;
  memory: MemoryUse[];
}

const TOTAL_WEIGHT = OPERATIONS.reduce((sum, { weight }) => sum + weight, 0);

/** Clients that do one operation after the other until the time is up; what is under way then is left to finish. */
export async function runLoad({ addresses, clients, seconds, warmUpSeconds, pids, seed, stop }: LoadOptions): Promise<LoadResult> {
  const start = performance.now();
  // Every client listens to it.
  setMaxListeners(0, stop);
  // AbortSignal.timeout would be collected before its time: AbortSignal.any alone does not keep it.
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), seconds * 1_000);
  stop.addEventListener('abort', () => timeUp.abort());
  const over = new AbortController();
  const recorder = new Recorder(stop);
  const sampler = new MemorySampler();
  const sampling = sampler.run(pids, over.signal);
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
    over.abort();
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
  throw new Error('weights do not add up');
}
