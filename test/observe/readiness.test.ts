import { rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHealth } from '../../services/shared/grpc/client/health.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { type MetricsServer, startMetricsServer } from '../../services/shared/observability/metrics-server.js';
import { startPrometheus } from '../../services/shared/observability/prometheus.js';
import { Readiness } from '../../services/shared/observability/readiness.js';
import { scrape } from '../support/clients/scrape.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
let server: MetricsServer;

beforeAll(async () => {
  const metrics = startPrometheus();
  services = await startServices({ READINESS_SECONDS: '1' });
  server = await startMetricsServer({
    host: '127.0.0.1',
    port: 0,
    metrics,
    readiness: () => [services.generator.readiness, services.writer.readiness],
  });
});
afterAll(async () => {
  await server.stop();
  await services.stop();
});

async function readyz(): Promise<[number, unknown]> {
  const response = await fetch(`http://${server.address}/readyz`);
  return [response.status, await response.json()];
}

const serving = (address: string, service = '') =>
  checkHealth(address, service, 60_000).then(
    () => 'SERVING',
    (error) => error.message,
  );

describe('readiness', () => {
  it('is reported once the threads answer and the store accepts files', async () => {
    await expect.poll(readyz).toEqual([200, { ready: true, checks: { threads: { ready: true }, workbook_store: { ready: true } } }]);
    expect(await serving(services.generator.address)).toBe('SERVING');
    expect(await serving(services.writer.address, 'dezenas.v1.ExcelWriterService')).toBe('SERVING');
  });

  it.each([
    ['missing', async () => {}, 'the workbook store does not exist'],
    ['a file', (path: string) => writeFile(path, ''), 'the workbook store is not a folder'],
  ])('is withdrawn over HTTP and gRPC while the workbook store is %s, and returns afterwards', async (_, replace, message) => {
    const renamed = `${services.workbookDir}.aside`;
    await rename(services.workbookDir, renamed);
    try {
      await replace(services.workbookDir);
      // A request during a running check gets the result of that check, which may have begun before the change.
      await expect
        .poll(readyz)
        .toEqual([503, { ready: false, checks: { threads: { ready: true }, workbook_store: { ready: false, message } } }]);
      expect((await scrape(server.address)).get('dezenas_ready{check="workbook_store"}')).toBe(0);
      expect(await serving(services.writer.address)).toBe('not serving: NOT_SERVING');
      expect(await serving(services.writer.address, 'dezenas.v1.ExcelWriterService')).toBe('not serving: NOT_SERVING');
      expect(await serving(services.generator.address)).toBe('SERVING');
    } finally {
      await rm(services.workbookDir, { force: true });
      await rename(renamed, services.workbookDir);
    }
    // Nothing requests a check here: the service itself checks again.
    await expect.poll(() => serving(services.writer.address)).toBe('SERVING');
    expect((await scrape(server.address)).get('dezenas_ready{check="workbook_store"}')).toBe(1);
    expect((await readyz())[0]).toBe(200);
  });

  it('is not reported while no services have started', async () => {
    const early = await startMetricsServer({ host: '127.0.0.1', port: 0, metrics: startPrometheus(), readiness: () => [] });
    const response = await fetch(`http://${early.address}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { ready: false, checks: {} }]);
    await early.stop();
  });

  it('returns after a worker thread dies and a new thread replaces it', async () => {
    const [victim] = services.generator.threads.workers;
    await victim.terminate();
    await expect.poll(async () => (await readyz())[0]).toBe(200);
  });

  it('counts a check without an answer as failed, and does not show the message of an unexpected error', async () => {
    const readiness = new Readiness(
      {
        hangs: () => new Promise(() => {}),
        breaks: async () => {
          throw new Error('/secret/path');
        },
      },
      createLogger('test', 'silent'),
    );
    expect(await readiness.check()).toEqual({
      hangs: { ready: false, message: 'no answer within 2 s' },
      breaks: { ready: false, message: 'failed; the log of the service has the cause' },
    });
    readiness.stop();
  });
});
