import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { startGenerator } from '../../services/generator/service.js';
import { checkHealth } from '../../services/shared/grpc/client/health.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { JobClient } from '../support/clients/job-client.js';
import { ENDLESS } from '../support/data/endless.js';
import { startServices } from '../support/services/services.js';

it('a draining orchestrator reports NOT_SERVING, refuses new jobs, and still answers calls about its running job', async () => {
  const services = await startServices({ MAX_CONCURRENT_JOBS: '1', DRAIN_SECONDS: '600', READINESS_SECONDS: '3600' });
  const { address, readiness } = services.orchestrator;
  // services.stop() closes services.jobs, so this test needs a client of its own.
  const jobs = new JobClient(address);
  const health = (service: string) =>
    checkHealth(address, service, 60_000).then(
      () => 'SERVING',
      (error) => error.message,
    );
  const create = () =>
    jobs.create({ spec: { quantity: 1 }, workbook: { format: 'FILE_FORMAT_NONE' } }).then(
      () => 'created',
      ({ code }) => code,
    );

  const { id } = await jobs.create({ spec: ENDLESS, workbook: { format: 'FILE_FORMAT_NONE' } });
  await jobs.until(id, ({ state }) => state === 'JOB_STATE_RUNNING');
  const checkedHealth = () => readiness.check().then(() => health(''));
  await expect.poll(checkedHealth).toBe('SERVING');
  const stopped = services.stop();
  try {
    await expect.poll(create).toBe('UNAVAILABLE');
    for (const service of ['', 'dezenas.v1.JobService']) expect(await health(service)).toBe('not serving: NOT_SERVING');
    await expect
      .poll(() => readiness.check())
      .toEqual({ job_store: { ready: true }, service: { ready: false, message: 'the service is stopping' } });
    expect(await jobs.get(id)).toMatchObject({ state: 'JOB_STATE_RUNNING' });
  } finally {
    await jobs.cancel(id);
    await stopped;
    jobs.close();
  }
});

it('a service stops without an error when a peer resets its connection during the stop', async () => {
  const generator = await startGenerator(readGeneratorConfig({ PORT: '0', GENERATOR_THREADS: '1' }), createLogger('test', 'silent'));
  const socket = connect({ port: generator.port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  // The first bytes from the server show that the server accepted the connection.
  await once(socket, 'data');
  const stopped = generator.stop();
  await once(socket, 'end');
  socket.resetAndDestroy();
  await expect(stopped).resolves.toBeUndefined();
});
