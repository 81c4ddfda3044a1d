import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { DezenasError } from '../../../shared/errors.js';
import { isAlive } from '../../../shared/process/process-alive.js';
import type { DiskFolder } from './disk-folder.js';

const KEY = 'lease';
const RENEW_MS = 1_000;
/** One that is not renewed for so long is its owner's no more. */
const LIFE_MS = 5_000;
/** How long a start waits for one that may be of a process that is gone. */
const PATIENCE_MS = LIFE_MS + 2 * RENEW_MS;

interface Held {
  owner: string;
  host: string;
  pid: number;
  /** Another one with each renewal. Nothing else follows from it: clocks are set, and differ. */
  time: number;
}

/** Says that one process alone runs the jobs of a folder, also when processes see it from different containers. */
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
   * @param lost called once, with why: another process has taken it, after a pause of this one longer than its life.
   * @throws DezenasError FAILED_PRECONDITION when another process that lives has it, UNAVAILABLE when the folder cannot be written.
   */
  async take(lost: (why: DezenasError) => void): Promise<void> {
    const isStill = watchRenewals();
    // From the first look at it, however long that took.
    let lookedMs: number | undefined;
    while (!(await this.#put((held) => isGone(held) || isStill(held)))) {
      lookedMs ??= performance.now();
      if (performance.now() - lookedMs > PATIENCE_MS) throw taken();
      await delay(RENEW_MS / 4);
    }
    this.#timer = setInterval(() => void this.#renew(lost), RENEW_MS).unref();
  }

  /** @throws DezenasError FAILED_PRECONDITION when another process has it, UNAVAILABLE when the folder cannot be written. */
  async check(): Promise<void> {
    if (!(await this.#put(() => false))) throw taken();
  }

  /** Never fails: one that cannot be given back runs out. */
  async release(): Promise<void> {
    this.#stopRenewing();
    const remove = () => {
      if (this.#held()?.owner === this.#owner) this.#root.remove(KEY);
    };
    await this.#folder.use(() => this.#root.transaction(remove)).catch(() => {});
  }

  async #renew(lost: (why: DezenasError) => void): Promise<void> {
    // While the disk takes nothing it is ours until another one is seen to have it, and then again.
    const isOurs = await this.#put(() => false).catch(() => this.#held()?.owner === this.#owner);
    // A renewal that was under way when it was lost tells nothing.
    if (isOurs || !this.#timer) return;
    this.#stopRenewing();
    lost(takenOver());
  }

  #stopRenewing(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Takes or renews it. `mayTake`: from another owner. */
  #put(mayTake: (held: Held) => boolean): Promise<boolean> {
    const put = () => {
      const held = this.#held();
      if (held && held.owner !== this.#owner && !mayTake(held)) return false;
      this.#root.put(KEY, { owner: this.#owner, host: hostname(), pid: process.pid, time: Date.now() } satisfies Held);
      return true;
    };
    return this.#folder.use(() => this.#root.transaction(put));
  }

  #held(): Held | undefined {
    return this.#root.get(KEY) as Held | undefined;
  }
}

function taken(): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', 'another orchestrator runs the jobs of this folder (JOBS_DIR)', { reason: 'JOBS_TAKEN' });
}

function takenOver(): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', 'another orchestrator has taken over the jobs', { reason: 'JOBS_TAKEN' });
}

/** Whether a lease, looked at again and again, was not renewed for its life. */
function watchRenewals(): (held: Held) => boolean {
  let last = '';
  let sinceMs = 0;
  return ({ owner, time }) => {
    const renewal = `${owner} ${time}`;
    if (renewal !== last) {
      last = renewal;
      sinceMs = performance.now();
    }
    return performance.now() - sinceMs > LIFE_MS;
  };
}

/** Whether it is of a process of this machine that is there no more. */
function isGone({ host, pid }: Held): boolean {
  return host === hostname() && pid !== process.pid && !isAlive(pid);
}
