import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, ReplyError } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { startGenerator } from '../../services/generator/service.js';
import { DezenasError } from '../../services/shared/errors.js';
import { createLogger, describeError } from '../../services/shared/observability/logging.js';
import { JobClient } from '../support/clients/job-client.js';
import { hasRedis, NO_REDIS, startRedisServer } from '../support/servers/redis-server.js';
import { startServiceProcess } from '../support/services/service-process.js';

const PASSWORD = 'the-old-password';

describe('an error in a log line', () => {
  it('has the type, message, code, reason and causes, and names a Redis command without its arguments', () => {
    const reply = Object.assign(new ReplyError('WRONGPASS invalid username-password pair'), {
      command: { name: 'hello', args: ['3', 'AUTH', 'default', PASSWORD] },
      previousErrors: [PASSWORD],
    });
    const all = Object.assign(new AggregateError([reply], 'all failed'), { code: 'ECONNREFUSED' });
    const error = new DezenasError('UNAVAILABLE', 'does not answer', { reason: 'JOB_STORE_UNAVAILABLE', cause: all });
    const described = describeError(error);
    expect(JSON.stringify(described)).not.toContain(PASSWORD);
    expect(described).toMatchObject({
      ...{ type: 'DezenasError', message: 'does not answer', code: 'UNAVAILABLE', reason: 'JOB_STORE_UNAVAILABLE' },
      stack: expect.stringContaining('logged-errors.test'),
      cause: {
        type: 'AggregateError',
        code: 'ECONNREFUSED',
        errors: [{ type: 'ReplyError', message: expect.stringContaining('WRONGPASS'), command: 'hello' }],
      },
    });
  });

  it('is finite when an error is its own cause, and can be any thrown value', () => {
    const error = new Error('again');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(100_000);
    expect(describeError('words')).toBe('words');
  });
});

it('a port in use fails the start of a service, and is not logged as a failed connection', async () => {
  const logger = createLogger('test', 'silent');
  const first = await startGenerator(readGeneratorConfig({ PORT: '0', GENERATOR_THREADS: '1' }), logger);
  const error = vi.spyOn(logger, 'error');
  const second = startGenerator(readGeneratorConfig({ PORT: String(first.port), GENERATOR_THREADS: '1' }), logger);
  await expect(second).rejects.toMatchObject({ message: expect.stringMatching(/^PORT: listen EADDRINUSE/) });
  expect(error).not.toHaveBeenCalled();
  await first.stop();
});

it('the log of the orchestrator says why no generator answers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-errors-'));
  const orchestrator = await startServiceProcess('orchestrator', { DATA_DIR: folder, GENERATOR_ADDRESS: '127.0.0.1:1' });
  const jobs = new JobClient(orchestrator.address);
  try {
    // The line may be logged after the answer, and on a busy machine one call may end before the connection error is known.
    const line = async () => {
      await jobs.games({ quantity: 10_000 });
      return orchestrator.log.findLast(({ msg }) => String(msg).startsWith('no generator answers'));
    };
    await expect.poll(line).toMatchObject({ err: { message: expect.stringContaining('ECONNREFUSED 127.0.0.1:1') } });
    await expect(jobs.games({ quantity: 10_000 }, 'GENERATION_MODE_PARALLEL')).rejects.toMatchObject({ reason: 'GENERATOR_UNAVAILABLE' });
  } finally {
    jobs.close();
    await orchestrator.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

describe.skipIf(!hasRedis)(`an orchestrator whose password Redis no longer accepts${NO_REDIS}`, () => {
  it('logs the failure a limited number of times, and never logs the password', async () => {
    const redis = await startRedisServer();
    const admin = new Redis(redis.url);
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-errors-'));
    await admin.config('SET', 'requirepass', PASSWORD);
    const url = redis.url.replace('//', `//:${PASSWORD}@`);
    const orchestrator = await startServiceProcess('orchestrator', { DATA_DIR: folder, JOB_ENGINE: 'bullmq', REDIS_URL: url });
    const began = performance.now();
    try {
      await admin.config('SET', 'requirepass', 'another');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const connections = async () => Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1]);
      await expect.poll(connections).toBeGreaterThan(30);
      const lines = (words: string) => orchestrator.log.map((line) => JSON.stringify(line)).filter((line) => line.includes(words));
      await expect.poll(() => lines('WRONGPASS').length).toBeGreaterThan(0);
      expect(lines(PASSWORD)).toEqual([]);
      // Each connection logs its failure at most once in ten seconds.
      const rounds = 1 + Math.ceil((performance.now() - began) / 10_000);
      expect(new Set([...lines('Redis'), ...lines('the queue')]).size).toBeLessThan(6 * rounds);
    } finally {
      await orchestrator.kill();
      admin.disconnect();
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
