import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DezenasError } from '../../../../shared/errors.js';
import { askRedis } from '../../../storage/redis/redis.js';
import { hasEnded, type Job } from '../../model/job.js';
import { decodeJob, encodeJob } from '../../model/stored-job-messages.js';
import { type ActiveLimit, type JobPlace, type JobRecords, type ListOptions, placeOf } from '../job-records.js';

const PREFIX = 'dezenas:jobs:';
const PAGE = 100;
/** A job is changed by its runner, and now and then by someone who wants something of it. */
const MAX_TRIES = 50;

const CREATED = `${PREFIX}created`;
const ACTIVE = `${PREFIX}active`;
const DUE = `${PREFIX}due`;
const jobKey = (id: string) => `${PREFIX}job:${id}`;
const requestKey = (requestId: string) => `${PREFIX}request:${requestId}`;

/**
 * Each script is one step that nobody sees half of. A job is a hash of its bytes and a version that counts its changes.
 * KEYS: job, created, active, due, request. ARGV: id, bytes, place in the order of creation, whether it has a request id, most jobs that have not ended.
 * Gives the id of the job that is there then, or nothing when there are too many.
 */
const ADD = `
if redis.call('EXISTS', KEYS[1]) == 1 then return ARGV[1] end
if ARGV[4] == '1' then
  local known = redis.call('GET', KEYS[5])
  if known then return known end
end
if redis.call('SCARD', KEYS[3]) >= tonumber(ARGV[5]) then return false end
if ARGV[4] == '1' then redis.call('SET', KEYS[5], ARGV[1]) end
redis.call('HSET', KEYS[1], 'version', 1, 'bytes', ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[3])
redis.call('SADD', KEYS[3], ARGV[1])
return ARGV[1]`;

/**
 * ARGV: id, bytes, the version they follow, 1 when it has not ended, when something is due or nothing, a name for this write: when its answer was
 * lost, it is sent again; most jobs that have not ended or nothing. Gives 2 when there are so many, without this one.
 */
const REPLACE = `
if redis.call('HGET', KEYS[1], 'write') == ARGV[6] then return 1 end
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then return 0 end
local begins = ARGV[4] == '1' and redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 0
if begins and ARGV[7] ~= '' and redis.call('SCARD', KEYS[3]) >= tonumber(ARGV[7]) then return 2 end
redis.call('HSET', KEYS[1], 'version', ARGV[3] + 1, 'bytes', ARGV[2], 'write', ARGV[6])
if ARGV[4] == '1' then redis.call('SADD', KEYS[3], ARGV[1]) else redis.call('SREM', KEYS[3], ARGV[1]) end
if ARGV[5] == '' then redis.call('ZREM', KEYS[4], ARGV[1]) else redis.call('ZADD', KEYS[4], ARGV[5], ARGV[1]) end
return 1`;

/** ARGV: id, place in the order of creation, the version that may go. */
const REMOVE = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
if redis.call('GET', KEYS[5]) == ARGV[1] then redis.call('DEL', KEYS[5]) end
return 1`;

/** Jobs in Redis, seen alike by all orchestrators. As durable as its append-only file. */
export class RedisRecords implements JobRecords {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async add(job: Job, limit: number): Promise<Job | undefined> {
    const parameters = [job.id, encodeJob(job), memberOf(placeOf(job)), job.requestId === '' ? 0 : 1, limit];
    const id = (await this.#run(ADD, job, parameters)) as string | null;
    if (id === null || id === job.id) return id === null ? undefined : job;
    // One that is known may be gone by now: then this one is added.
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
      const about = [hasEnded(job) ? 0 : 1, job.dueTime?.getTime() ?? '', randomUUID(), limit?.most ?? ''];
      const done = await this.#run(REPLACE, job, [id, encodeJob(job), version, ...about]);
      if (done === 1) return job;
      if (done === 2 && limit) throw limit.full();
    }
    throw contention();
  }

  async remove(id: string, may: (job: Job) => boolean): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const read = await this.#read(id);
      if (!read) return true;
      const { job, version } = read;
      if (!may(job)) return false;
      if ((await this.#run(REMOVE, job, [id, memberOf(placeOf(job)), version])) === 1) return true;
    }
    throw contention();
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

  async active(): Promise<string[]> {
    return askRedis(this.#redis.smembers(ACTIVE));
  }

  async due(now: Date): Promise<string[]> {
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

function contention(): DezenasError {
  return new DezenasError('UNAVAILABLE', 'the job changes too often', { reason: 'CONTENTION' });
}

/** In the order of creation, jobs of one millisecond by their ids. */
function memberOf({ createMs, id }: JobPlace): string {
  return `${String(createMs).padStart(15, '0')} ${id}`;
}
