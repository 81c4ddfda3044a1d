import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DezenasError } from '../../../../shared/errors.js';
import { askRedis } from '../../../storage/redis/redis.js';
import { hasEnded, type Job } from '../../model/job.js';
import { decodeJob, encodeJob } from '../../model/stored-job-messages.js';
import { type ActiveLimit, type JobPlace, type JobRecords, type ListOptions, placeOf } from '../job-records.js';
import { loadScript } from './load-script.js';

const PREFIX = 'dezenas:jobs:';
const PAGE = 100;
/** Maximum number of tries of an optimistic update. The attempt changes a job often, and callers change it rarely. */
const MAX_TRIES = 50;

const CREATED = `${PREFIX}created`;
const ACTIVE = `${PREFIX}active`;
const DUE = `${PREFIX}due`;
const jobKey = (id: string) => `${PREFIX}job:${id}`;
const requestKey = (requestId: string) => `${PREFIX}request:${requestId}`;

/** Redis runs each script atomically. */
const ADD = loadScript('add-job');
const REPLACE = loadScript('replace-job');
const REMOVE = loadScript('remove-job');

/** Stores jobs in Redis. All orchestrators see the same jobs. Redis' append-only file decides the durability. */
export class RedisRecords implements JobRecords {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async add(job: Job, limit: number): Promise<Job | undefined> {
    const parameters = [job.id, encodeJob(job), memberOf(placeOf(job)), job.requestId === '' ? 0 : 1, limit];
    const id = (await this.#run(ADD, job, parameters)) as string | null;
    if (id === null || id === job.id) return id === null ? undefined : job;
    // The job with the same request id may have been removed in the meantime. Then the new job is added.
    return (await this.get(id)) ?? this.add(job, limit);
  }

  async get(id: string): Promise<Job | undefined> {
    return (await this.#read(id))?.job;
  }

  async find(requestId: string): Promise<Job | undefined> {
    const id = await askRedis(this.#redis.get(requestKey(requestId)));
    return id === null ? undefined : this.get(id);
  }

  async update(id: string, change: (job: Job) => boolean, limit?: ActiveLimit): Promise<Job | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const read = await this.#read(id);
      if (!read) return undefined;
      const { job, version } = read;
      if (!change(job)) return job;
      const indexValues = [hasEnded(job) ? 0 : 1, job.dueTime?.getTime() ?? '', randomUUID(), limit?.max ?? ''];
      const done = await this.#run(REPLACE, job, [id, encodeJob(job), version, ...indexValues]);
      if (done === 1) return job;
      if (done === 2 && limit) throw limit.createError();
    }
    throw contentionError();
  }

  async remove(id: string, mayRemove: (job: Job) => boolean): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const read = await this.#read(id);
      if (!read) return true;
      const { job, version } = read;
      if (!mayRemove(job)) return false;
      if ((await this.#run(REMOVE, job, [id, memberOf(placeOf(job)), version])) === 1) return true;
    }
    throw contentionError();
  }

  async *list({ newestFirst, after }: ListOptions): AsyncGenerator<Job> {
    let last = after && `(${memberOf(after)}`;
    for (;;) {
      const members = await askRedis(
        newestFirst
          ? this.#redis.zrevrangebylex(CREATED, last ?? '+', '-', 'LIMIT', 0, PAGE)
          : this.#redis.zrangebylex(CREATED, last ?? '-', '+', 'LIMIT', 0, PAGE),
      );
      for (const member of members) {
        const job = await this.get(member.slice(member.indexOf(' ') + 1));
        if (job) yield job;
      }
      if (members.length < PAGE) return;
      last = `(${members.at(-1)}`;
    }
  }

  async listActive(): Promise<string[]> {
    return askRedis(this.#redis.smembers(ACTIVE));
  }

  async listDue(now: Date): Promise<string[]> {
    return askRedis(this.#redis.zrangebyscore(DUE, '-inf', now.getTime(), 'LIMIT', 0, PAGE));
  }

  async #read(id: string): Promise<{ job: Job; version: string } | undefined> {
    const [version, bytes] = await askRedis(this.#redis.hmgetBuffer(jobKey(id), 'version', 'bytes'));
    return version && bytes ? { job: decodeJob(bytes), version: version.toString() } : undefined;
  }

  #run(script: string, { id, requestId }: Job, parameters: (string | number | Buffer)[]): Promise<unknown> {
    return askRedis(this.#redis.eval(script, 5, jobKey(id), CREATED, ACTIVE, DUE, requestKey(requestId), ...parameters));
  }
}

function contentionError(): DezenasError {
  return new DezenasError('UNAVAILABLE', 'too many concurrent changes of the job', { reason: 'CONTENTION' });
}

/** Returns the member of a job in the order of creation. Jobs of the same millisecond are ordered by id. */
function memberOf({ createMs, id }: JobPlace): string {
  return `${String(createMs).padStart(15, '0')} ${id}`;
}
