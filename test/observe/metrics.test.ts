import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { definedMetrics } from '../../services/shared/observability/metric.js';
import { type MetricsServer, startMetricsServer } from '../../services/shared/observability/metrics-server.js';
import { startPrometheus } from '../../services/shared/observability/prometheus.js';
import { grown, growth, scrape } from '../support/clients/scrape.js';
import { ENDLESS } from '../support/data/endless.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
let server: MetricsServer;
const settings = { GENERATOR_THREADS: '2', WRITER_THREADS: '1', MAX_CONCURRENT_JOBS: '1', READINESS_SECONDS: '1' };

beforeAll(async () => {
  const metrics = startPrometheus();
  services = await startServices(settings);
  const readiness = () => [services.orchestrator, services.generator, services.writer].map((each) => each.readiness);
  server = await startMetricsServer({ host: '127.0.0.1', port: 0, metrics, readiness });
  // Jobs use the generator only once the connection to it is open.
  await vi.waitFor(() => services.jobs.games({ quantity: 2_000 }, 'GENERATION_MODE_PARALLEL'), { timeout: 60_000 });
});
afterAll(async () => {
  await server.stop();
  await services.stop();
});

const scrapeServer = () => scrape(server.address);

describe('the metrics of a job', () => {
  it('equal the counts of its summary and its files', async () => {
    const before = await scrapeServer();
    const { id } = await services.jobs.create({
      spec: {
        quantity: 120_000,
        seed: 3,
        rules: [
          { id: 'sum', min: 170, max: 200 },
          { id: 'longest-run', max: 2 },
        ],
      },
      workbook: { sheetGames: 50_000 },
    });
    const job = await services.jobs.end(id);
    const after = await scrapeServer();
    expect(job.state).toBe('JOB_STATE_COMPLETED');
    const { summary } = job;
    expect(grown(before, after, 'dezenas_games_total')).toEqual({ 'mega-sena': 120_000 });
    const rejected = (summary?.rules ?? []).map(({ id, rejections }) => [id, Number(rejections)] as const).filter(([, count]) => count > 0);
    expect(rejected.length).toBeGreaterThan(2);
    expect(grown(before, after, 'dezenas_rejections_total')).toEqual(Object.fromEntries(rejected));
    const levels = (summary?.levels ?? []).filter(({ games }) => Number(games) > 0);
    expect(grown(before, after, 'dezenas_games_by_level_total')).toEqual(
      Object.fromEntries(levels.map(({ level, games }) => [level.replace('LEVEL_', ''), Number(games)])),
    );
    expect(grown(before, after, 'dezenas_chunk_games_total')).toEqual({ '': 120_000 });
    expect(growth(before, after, 'dezenas_chunk_seconds_count')).toBe(5);
    expect(growth(before, after, 'dezenas_chunk_seconds_sum')).toBeGreaterThan(0);
    expect(grown(before, after, 'dezenas_chunks_total')).toEqual({ COMPLETE: 5 });
    expect(grown(before, after, 'dezenas_rows_total')).toEqual({ XLSX: 120_000 });
    expect(grown(before, after, 'dezenas_workbooks_total')).toEqual({ XLSX: 3 });
    const files = await services.workbookFiles();
    const sizes = await Promise.all(files.map(async (name) => (await stat(join(services.workbookDir, name))).size));
    expect(grown(before, after, 'dezenas_workbook_bytes_total')).toEqual({ XLSX: sizes.reduce((sum, size) => sum + size, 0) });
    expect(growth(before, after, 'dezenas_workbook_seconds_count{format="XLSX"}')).toBe(3);
    expect(grown(before, after, 'dezenas_jobs_total')).toEqual({ COMPLETED: 1 });
    expect(growth(before, after, 'dezenas_job_seconds_count{state="COMPLETED"}')).toBe(1);
    const called = (service: string, method: string, code = 'OK') =>
      growth(before, after, `dezenas_grpc_requests_total{service="dezenas.v1.${service}",method="${method}",code="${code}"}`);
    expect(called('JobService', 'CreateJob')).toBe(1);
    expect(called('ExcelWriterService', 'WriteWorkbook')).toBe(1);
    // A job of few chunks requests each chunk in its own call, to spread them over generators.
    expect(called('GeneratorService', 'Generate')).toBe(5);
  });

  it('count the running and the queued jobs', async () => {
    const first = await services.jobs.create({ spec: ENDLESS });
    const second = await services.jobs.create({ spec: ENDLESS });
    // An accepted job starts a moment later.
    await services.jobs.until(first.id, ({ state }) => state === 'JOB_STATE_RUNNING');
    const both = await scrapeServer();
    expect(both.get('dezenas_jobs{state="RUNNING"}')).toBe(1);
    expect(both.get('dezenas_queue_depth')).toBe(1);
    await services.jobs.cancel(second.id);
    await services.jobs.cancel(first.id);
    const none = await scrapeServer();
    expect(none.get('dezenas_jobs{state="RUNNING"}')).toBe(0);
    expect(none.get('dezenas_queue_depth')).toBe(0);
    expect(growth(both, none, 'dezenas_jobs_total{state="CANCELLED"}')).toBe(2);
  });

  it('count refused calls by their status code', async () => {
    const before = await scrapeServer();
    await expect(services.jobs.create({ spec: { quantity: 0 } })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(services.jobs.get('no-such-job')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const after = await scrapeServer();
    const series = (method: string, code: string) =>
      `dezenas_grpc_requests_total{service="dezenas.v1.JobService",method="${method}",code="${code}"}`;
    expect(growth(before, after, series('CreateJob', 'INVALID_ARGUMENT'))).toBe(1);
    expect(growth(before, after, series('GetJob', 'NOT_FOUND'))).toBe(1);
  });

  it('include the time that writers wait for a slow reader', async () => {
    const before = await scrapeServer();
    const answers = services.jobs.stream({ spec: { quantity: 2_000_000 } })[Symbol.asyncIterator]();
    await answers.next();
    // Nothing reads the stream here, so every buffer fills and the writers wait.
    await expect.poll(async () => services.generator.threads.completed).toBeGreaterThan(0);
    for (let step = await answers.next(); !step.done; step = await answers.next());
    const after = await scrapeServer();
    expect(grown(before, after, 'dezenas_games_total')).toEqual({ 'mega-sena': 2_000_000 });
    expect(growth(before, after, 'dezenas_stream_stalls_seconds_total')).toBeGreaterThan(0);
  });
});

describe('metric labels', () => {
  it('never contain a value that a caller sent', async () => {
    const spec = { quantity: 200, lottery: 'custom', custom: { universeSize: 40, picks: 7 } };
    await expect(services.jobs.games({ quantity: 200, lottery: 'caller-sent' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await services.jobs.games({ ...spec, seed: 9 }).catch(() => services.jobs.games({ quantity: 200, lottery: 'quina' }));
    const allowed = new Map(definedMetrics().map(({ definition }) => [definition.name, definition.labels ?? {}]));
    let checked = 0;
    for (const series of (await scrapeServer()).keys()) {
      const [name, text] = series.split(/[{}]/);
      const metric = name.replace(/_(bucket|sum|count)$/, '');
      const labels = allowed.get(name) ?? allowed.get(metric);
      if (!labels) continue;
      for (const [, label, value] of (text ?? '').matchAll(/(\w+)="([^"]*)"/g)) {
        if (label === 'le') continue;
        const values = (labels as Record<string, readonly string[] | undefined>)[label];
        if (values) expect(values).toContain(value);
        else expect(value).toMatch(/^(dezenas\.v1\.[A-Za-z]+|[A-Z][A-Za-z]+|[A-Z_]+|threads|workbook_store|job_store)$/);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(100);
  });
});

describe('the metrics port', () => {
  it('answers health checks, and refuses other paths and methods', async () => {
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(`http://${server.address}${path}`, { method });
      return [response.status, await response.text()];
    };
    expect(await ask('/healthz')).toEqual([200, 'ok\n']);
    expect(await ask('/healthz', 'HEAD')).toEqual([200, '']);
    expect(await ask('/metrics', 'POST')).toEqual([405, 'GET only\n']);
    expect(await ask('/../etc/passwd')).toEqual([404, 'unknown path; known: /metrics, /healthz, /readyz\n']);
    expect(await ask('/constructor')).toEqual([404, 'unknown path; known: /metrics, /healthz, /readyz\n']);
  });
});
