import type { Logger } from '../../../../shared/observability/logging.js';
import { askRedis, connectRedis } from '../../../storage/redis/redis.js';
import { RedisValues } from '../../../storage/redis/redis-values.js';
import type { JobStore, JobStoreSettings } from '../job-store.js';
import { BullQueue } from './bull-queue.js';
import { RedisRecords } from './redis-records.js';

/** Opens the store in Redis, which all orchestrators share. */
export async function openClusterStore(settings: JobStoreSettings, logger: Logger): Promise<JobStore> {
  const redis = connectRedis(settings.REDIS_URL, logger, { waitsForever: false });
  const patient = connectRedis(settings.REDIS_URL, logger, { waitsForever: true });
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
    queue: new BullQueue({ redis, patient, maxRunning: settings.MAX_CONCURRENT_JOBS, logger }),
    values: new RedisValues(redis),
    check,
    close,
  };
}
