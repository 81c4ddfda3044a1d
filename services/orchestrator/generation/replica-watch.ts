/** A chunk is late when it takes this many times the median of its job. */
const LATE_FACTOR = 4;
const MIN_PATIENCE_MS = 500;
/** Patience before the first chunk of the job has arrived. */
const FIRST_PATIENCE_MS = 2_000;
/** Number of recent chunk times that are compared, per job and per replica. */
const JOB_SAMPLES = 32;
const REPLICA_SAMPLES = 8;
const MIN_SAMPLES = 4;
/** Smaller differences between replicas are noise, in ms per chunk. Concurrent calls compete for cores, so the second value is larger. */
const [NOISE_ALONE_MS, NOISE_MS] = [40, 120];
/** Reluctance to use a replica that is slow, has failed, or has sent damaged games. */
const [SLOW, FAILED, DAMAGED] = [1, 2, 3];
/** How long a slow or failed replica gets no calls while others are available. */
const AVOID_SLOW_MS = 3_000;
const AVOID_FAILED_MS = 10_000;

/**
 * Observes the generators in one job: which are slow or have sent damaged games, how many calls each has, and how long a chunk usually
 * takes.
 */
export class ReplicaWatch {
  /** Damaged answers of replicas that had sent damaged answers before and were used because no other was available. */
  repeatedDamage = 0;
  readonly #job: number[] = [];
  readonly #byReplica = new Map<string, number[]>();
  readonly #avoided = new Map<string, { reluctance: number; until: number }>();
  readonly #calls = new Map<string, number>();

  /** How long to wait for a chunk before it is hedged. */
  get patienceMs(): number {
    return this.#job.length === 0 ? FIRST_PATIENCE_MS : Math.max(MIN_PATIENCE_MS, LATE_FACTOR * median(this.#job));
  }

  /**
   * Records how long a chunk took.
   * @param alone true if no other call of the job was running.
   */
  recordTime(replica: string, ms: number, alone: boolean): void {
    addSample(this.#job, ms, JOB_SAMPLES);
    const times = this.#byReplica.get(replica) ?? [];
    this.#byReplica.set(replica, times);
    addSample(times, ms, REPLICA_SAMPLES);
    if (this.#isSlow(replica, times, alone ? NOISE_ALONE_MS : NOISE_MS)) this.#avoid(replica, SLOW, AVOID_SLOW_MS);
  }

  /** Records that a replica failed, or was slower than a replica that started later. */
  recordFailure(replica: string): void {
    this.#avoid(replica, FAILED, AVOID_FAILED_MS);
  }

  /**
   * Records that a replica sent damaged games. The job avoids the replica from then on.
   * @param known true if the replica was already known to send damaged games when the call started.
   */
  recordDamage(replica: string, known: boolean): void {
    if (known) this.repeatedDamage++;
    this.#avoid(replica, DAMAGED, Number.POSITIVE_INFINITY);
  }

  hasDamaged(replica: string): boolean {
    return this.reluctance(replica) === DAMAGED;
  }

  /** Returns the reluctance to use a replica: 0 for a good one. */
  reluctance(replica: string): number {
    const avoided = this.#avoided.get(replica);
    return avoided && avoided.until > performance.now() ? avoided.reluctance : 0;
  }

  /** Counts a running call. Returns a function to call when the call has ended. */
  trackCall(replica: string): () => void {
    const add = (calls: number) => this.#calls.set(replica, (this.#calls.get(replica) ?? 0) + calls);
    add(1);
    return () => add(-1);
  }

  /** Returns the cost by which a call chooses its replica: lowest reluctance first, then fewest running calls. */
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
    if (times.length < MIN_SAMPLES) return false;
    const others = [...this.#byReplica].filter(([other, { length }]) => other !== replica && length >= MIN_SAMPLES);
    const best = Math.min(...others.map(([, samples]) => median(samples)));
    // The lower quartile: when other work competes for the cores, some chunks of any replica are late.
    return lowerQuartile(times) > Math.max(LATE_FACTOR * best, best + noiseMs);
  }
}

function addSample(samples: number[], sample: number, max: number): void {
  samples.push(sample);
  if (samples.length > max) samples.shift();
}

function median(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1];
}

function lowerQuartile(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 2];
}
