import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { DezenasError } from '../../../shared/errors.js';
import { isAlive } from '../../../shared/process/process-alive.js';
import type { DiskFolder } from './disk-folder.js';

const KEY = 'lease';
const RENEWAL_INTERVAL_MS = 1_000;
/** A lease that is not renewed within this time is free. */
const LEASE_MS = 5_000;
/** Longest wait at the start for a lease of another process, which may be dead. */
const TAKE_TIMEOUT_MS = LEASE_MS + 2 * RENEWAL_INTERVAL_MS;

interface LeaseRecord {
  owner: string;
  host: string;
  pid: number;
  /** Differs with each renewal. Not compared with a clock, because clocks of machines differ. */
  time: number;
}

/** The exclusive right of one process to run the jobs of a folder, also among processes in different containers. */
export class Lease {
  readonly #root: RootDatabase;
  readonly #folder: DiskFolder;
  readonly #owner = randomUUID();
  #timer: NodeJS.Timeout | undefined;

  constructor(root: RootDatabase, folder: DiskFolder) {
    this.#root = root;
    this.#folder = folder;
  }

  /**
   * Takes the lease and renews it until {@link release}.
   * @param onLost called once, with the reason, when another process has taken the lease because this one was paused for longer than 5 s.
   * @throws DezenasError FAILED_PRECONDITION when a live process holds the lease, UNAVAILABLE when the folder cannot be written.
   */
  async take(onLost: (reason: DezenasError) => void): Promise<void> {
    const isExpired = createExpiryCheck();
    // The wait counts from the first read of the lease, which may take long itself.
    let firstReadMs: number | undefined;
    while (!(await this.#put((held) => isOwnerDead(held) || isExpired(held)))) {
      firstReadMs ??= performance.now();
      if (performance.now() - firstReadMs > TAKE_TIMEOUT_MS) throw takenError();
      await delay(RENEWAL_INTERVAL_MS / 4);
    }
    this.#timer = setInterval(() => void this.#renew(onLost), RENEWAL_INTERVAL_MS).unref();
  }

  /**
   * Renews the lease now.
   * @throws DezenasError FAILED_PRECONDITION when another process holds the lease, UNAVAILABLE when the folder cannot be written.
   */
  async check(): Promise<void> {
    if (!(await this.#put(() => false))) throw takenError();
  }

  /** Releases the lease. Never rejects: a lease that cannot be released expires. */
  async release(): Promise<void> {
    this.#stopRenewing();
    const remove = () => {
      if (this.#read()?.owner === this.#owner) this.#root.remove(KEY);
    };
    await this.#folder.use(() => this.#root.transaction(remove)).catch(() => {});
  }

  async #renew(onLost: (reason: DezenasError) => void): Promise<void> {
    // If the renewal cannot be written, this process keeps the lease until the folder shows another owner.
    const isOwner = await this.#put(() => false).catch(() => this.#read()?.owner === this.#owner);
    // A renewal may still be running when the lease is released or lost.
    if (isOwner || !this.#timer) return;
    this.#stopRenewing();
    onLost(takenOverError());
  }

  #stopRenewing(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Takes or renews the lease. `mayTake` decides whether to take the lease from another owner. Returns whether this process holds the
   * lease.
   */
  #put(mayTake: (held: LeaseRecord) => boolean): Promise<boolean> {
    const put = () => {
      const held = this.#read();
      if (held && held.owner !== this.#owner && !mayTake(held)) return false;
      this.#root.put(KEY, { owner: this.#owner, host: hostname(), pid: process.pid, time: Date.now() } satisfies LeaseRecord);
      return true;
    };
    return this.#folder.use(() => this.#root.transaction(put));
  }

  #read(): LeaseRecord | undefined {
    return this.#root.get(KEY) as LeaseRecord | undefined;
  }
}

function takenError(): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', 'another orchestrator runs the jobs of this folder (JOBS_DIR)', { reason: 'JOBS_TAKEN' });
}

function takenOverError(): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', 'another orchestrator has taken over the jobs', { reason: 'JOBS_TAKEN' });
}

/** Creates a predicate that returns true when the repeatedly read lease was not renewed for 5 s. */
function createExpiryCheck(): (held: LeaseRecord) => boolean {
  let last = '';
  let sinceMs = 0;
  return ({ owner, time }) => {
    const renewal = `${owner} ${time}`;
    if (renewal !== last) {
      last = renewal;
      sinceMs = performance.now();
    }
    return performance.now() - sinceMs > LEASE_MS;
  };
}

/** Returns whether the owner was a process of this machine that no longer runs. */
function isOwnerDead({ host, pid }: LeaseRecord): boolean {
  return host === hostname() && pid !== process.pid && !isAlive(pid);
}
