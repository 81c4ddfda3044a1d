/** A chunk may take so many times the usual one of its job before another generator is asked for it too. */
const LATE = 4;
const LEAST_PATIENCE_MS = 500;
/** While no chunk of the job has come yet. */
const FIRST_PATIENCE_MS = 2_000;
/** Chunk times that are looked at: of the job, and of one replica. */
const JOB_SAMPLES = 32;
const REPLICA_SAMPLES = 8;
const LEAST_SAMPLES = 4;
/** Smaller differences between replicas are noise, in ms a chunk: calls that are under way together take cores from each other. */
const [NOISE_ALONE_MS, NOISE_MS] = [40, 120];
/** How reluctantly replicas are used that are slow, failed, sent damaged games. */
const [SLOW, FAILED, DAMAGED] = [1, 2, 3];
/** How long a slow or failed replica gets no calls while there are others. */
const AVOID_SLOW_MS = 3_000;
const AVOID_FAILED_MS = 10_000;

/** How the replicas do in one job: which are slow, which sent damaged games, how many calls each has, and how long a chunk usually takes. */
export class ReplicaWatch {
  /** Damaged answers of replicas that had sent some before: there was no other to ask. */
  damagedAgain = 0;
  readonly #job: number[] = [];
  readonly #byReplica = new Map<string, number[]>();
  readonly #avoided = new Map<string, { reluctance: number; until: number }>();
  readonly #calls = new Map<string, number>();

  /** How long to wait for a chunk before another replica is asked for it, in ms. */
  get patienceMs(): number {
    return this.#job.length === 0 ? FIRST_PATIENCE_MS : Math.max(LEAST_PATIENCE_MS, LATE * median(this.#job));
  }

  /** A chunk came after so long a wait. @param alone nothing else of the job was under way. */
  took(replica: string, ms: number, alone: boolean): void {
    keep(this.#job, ms, JOB_SAMPLES);
    const times = this.#byReplica.get(replica) ?? [];
    this.#byReplica.set(replica, times);
    keep(times, ms, REPLICA_SAMPLES);
    if (this.#isSlow(replica, times, alone ? NOISE_ALONE_MS : NOISE_MS)) this.#avoid(replica, SLOW, AVOID_SLOW_MS);
  }

  /** It failed, or lost to another that was asked later. */
  failed(replica: string): void {
    this.#avoid(replica, FAILED, AVOID_FAILED_MS);
  }

  /** It sent damaged games, and gets no more of this job if it can be helped. @param known that it does, when it was asked. */
  damaged(replica: string, known: boolean): void {
    if (known) this.damagedAgain++;
    this.#avoid(replica, DAMAGED, Number.POSITIVE_INFINITY);
  }

  hasDamaged(replica: string): boolean {
    return this.reluctance(replica) === DAMAGED;
  }

  /** 0 for a replica to be used, more the less work should go there. */
  reluctance(replica: string): number {
    const avoided = this.#avoided.get(replica);
    return avoided && avoided.until > performance.now() ? avoided.reluctance : 0;
  }

  /** A call went there. @returns what to do when it is over. */
  entered(replica: string): () => void {
    const add = (calls: number) => this.#calls.set(replica, (this.#calls.get(replica) ?? 0) + calls);
    add(1);
    return () => add(-1);
  }

  /** By which the next call chooses its replica: least reluctance first, then the fewest calls under way. */
  cost(replica: string): number {
    const calls = this.#calls.get(replica) ?? 0;
    return this.reluctance(replica) + calls / (calls + 1);
  }

  #avoid(replica: string, reluctance: number, ms: number): void {
    this.#byReplica.delete(replica);
    if (this.reluctance(replica) > reluctance) return;
    this.#avoided.set(replica, { reluctance, until: performance.now() + ms });
  }

  #isSlow(replica: string, times: number[], noiseMs: number): boolean {
    if (times.length < LEAST_SAMPLES) return false;
    const others = [...this.#byReplica].filter(([other, { length }]) => other !== replica && length >= LEAST_SAMPLES);
    const best = Math.min(...others.map(([, samples]) => median(samples)));
    // Nearly all of them: where others want the same cores some chunks of any replica are late.
    return lowerQuartile(times) > Math.max(LATE * best, best + noiseMs);
  }
}

function keep(samples: number[], sample: number, most: number): void {
  samples.push(sample);
  if (samples.length > most) samples.shift();
}

function median(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1];
}

function lowerQuartile(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 2];
}
