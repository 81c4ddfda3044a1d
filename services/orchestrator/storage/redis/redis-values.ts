import type { Redis } from 'ioredis';
import type { Values } from '../values.js';
import { askRedis } from './redis.js';

const PREFIX = 'dezenas:values:';

/** Stores values in Redis. All orchestrators see the same values. */
export class RedisValues implements Values {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async get(key: string): Promise<string | undefined> {
    return (await askRedis(this.#redis.get(PREFIX + key))) ?? undefined;
  }

  async put(values: Record<string, string>): Promise<void> {
    await askRedis(this.#redis.mset(Object.fromEntries(Object.entries(values).map(([key, value]) => [PREFIX + key, value]))));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }
}
