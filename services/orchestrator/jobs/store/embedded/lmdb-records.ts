import type { Database, RootDatabase } from 'lmdb';
import type { DiskFolder } from '../../../storage/lmdb/disk-folder.js';
import { hasEnded, type Job } from '../../model/job.js';
import { decodeJob, encodeJob } from '../../model/stored-job-messages.js';
import type { ActiveLimit, JobRecords, ListOptions } from '../job-records.js';

type Time = [ms: number, id: string];

/** Sort before and after every id. */
const FIRST = '';
const LAST = '\uffff';

/** Stores jobs in LMDB, on the local disk of one orchestrator. A resolved change survives a power failure. */
export class LmdbRecords implements JobRecords {
  readonly #root: RootDatabase;
  readonly #folder: DiskFolder;
  readonly #jobs: Database<Buffer, string>;
  /** Ids by request id. */
  readonly #requests: Database<string, string>;
  /** Ids in the order of creation. */
  readonly #created: Database<true, Time>;
  /** Ids of the jobs that have not ended. */
  readonly #active: Database<true, string>;
  /** Ids by due time. */
  readonly #due: Database<true, Time>;

  constructor(root: RootDatabase, folder: DiskFolder) {
    this.#root = root;
    this.#folder = folder;
    this.#jobs = root.openDB({ name: 'jobs', encoding: 'binary' });
    this.#requests = root.openDB({ name: 'requests' });
    this.#created = root.openDB({ name: 'created' });
    this.#active = root.openDB({ name: 'active' });
    this.#due = root.openDB({ name: 'due' });
  }

  async add(job: Job, limit: number): Promise<Job | undefined> {
    return this.#write(() => {
      const id = job.requestId === '' ? undefined : this.#requests.get(job.requestId);
      const bytes = id === undefined ? undefined : this.#jobs.get(id);
      if (bytes) return decodeJob(bytes);
      if (this.#active.getKeysCount() >= limit) return undefined;
      this.#put(job, undefined);
      return job;
    });
  }

  async get(id: string): Promise<Job | undefined> {
    const bytes = this.#jobs.get(id);
    return bytes && decodeJob(bytes);
  }

  async find(requestId: string): Promise<Job | undefined> {
    const id = this.#requests.get(requestId);
    return id === undefined ? undefined : this.get(id);
  }

  async update(id: string, change: (job: Job) => boolean, limit?: ActiveLimit): Promise<Job | undefined> {
    return this.#write(() => {
      const bytes = this.#jobs.get(id);
      if (!bytes) return undefined;
      const job = decodeJob(bytes);
      if (!change(job)) return job;
      const before = decodeJob(bytes);
      if (limit && hasEnded(before) && !hasEnded(job) && this.#active.getKeysCount() >= limit.max) throw limit.createError();
      this.#put(job, before);
      return job;
    });
  }

  async remove(id: string, mayRemove: (job: Job) => boolean): Promise<boolean> {
    return this.#write(() => {
      const bytes = this.#jobs.get(id);
      if (!bytes) return true;
      const job = decodeJob(bytes);
      if (!mayRemove(job)) return false;
      this.#jobs.remove(id);
      this.#created.remove([job.createTime.getTime(), id]);
      this.#active.remove(id);
      if (job.dueTime) this.#due.remove([job.dueTime.getTime(), id]);
      if (job.requestId !== '') this.#requests.remove(job.requestId);
      return true;
    });
  }

  async *list({ newestFirst, after }: ListOptions): AsyncGenerator<Job> {
    const start: Time | undefined = after && [after.createMs, newestFirst ? after.id : `${after.id}${LAST}`];
    const range = newestFirst ? { reverse: true, start, exclusiveStart: true } : { start };
    for (const [, id] of this.#created.getKeys(range)) {
      if (id === after?.id) continue;
      const job = await this.get(id);
      if (job) yield job;
    }
  }

  async listActive(): Promise<string[]> {
    return [...this.#active.getKeys()];
  }

  async listDue(now: Date): Promise<string[]> {
    return [...this.#due.getKeys({ start: [0, FIRST], end: [now.getTime(), LAST] })].map(([, id]) => id);
  }

  #put(job: Job, before: Job | undefined): void {
    this.#jobs.put(job.id, encodeJob(job));
    if (!before) this.#created.put([job.createTime.getTime(), job.id], true);
    if (!before && job.requestId !== '') this.#requests.put(job.requestId, job.id);
    if (hasEnded(job)) this.#active.remove(job.id);
    else this.#active.put(job.id, true);
    if (before?.dueTime) this.#due.remove([before.dueTime.getTime(), job.id]);
    if (job.dueTime) this.#due.put([job.dueTime.getTime(), job.id], true);
  }

  /** Runs `work` in a transaction. `work` must not throw after it has written. */
  async #write<T>(work: () => T): Promise<T> {
    const result = await this.#folder.use(() =>
      this.#root.transaction(() => {
        // lmdb runs several transactions as one, so a thrown error would abort the others.
        try {
          return { value: work() };
        } catch (error) {
          return { error };
        }
      }),
    );
    if ('error' in result) throw result.error;
    return result.value as T;
  }
}
