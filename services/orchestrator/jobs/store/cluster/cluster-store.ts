import type { Logger } from '../../../../shared/observability/logging.js';
import type { OrchestratorConfig } from '../../../config.js';
import { askRedis, connectRedis } from '../../../storage/redis/redis.js';
import { RedisValues } from '../../../storage/redis/redis-values.js';
import type { JobStore } from '../job-store.js';
import { BullQueue } from './bull-queue.js';
import { RedisRecords } from './redis-records.js';

/** Jobs and draws in one Redis, shared by all orchestrators. */
export async function openClusterStore(config: OrchestratorConfig, logger: Logger): Promise<JobStore> {
  const redis = connectRedis(config.REDIS_URL, logger, false);
  const patient = connectRedis(config.REDIS_URL, logger, true);
  const close = async () => {
    redis.disconnect();
    patient.disconnect();
  };
  const check = async () => {
    await askRedis(redis.ping());
  };
  await check().catch(async (error) => {
    await close();
    throw error;
  });
  return {
    records: new RedisRecords(redis),
    queue: new BullQueue({ redis, patient, places: config.MAX_CONCURRENT_JOBS, logger }),
    values: new RedisValues(redis),
    check,
    close,
  };
}
