import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, propagation, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, type Job } from '../../services/client/library/client.js';
import { startOpenTelemetry } from '../../services/shared/observability/open-telemetry.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/servers/otlp-receiver.js';
import { type ServiceProcess, startServiceProcess } from '../support/services/service-process.js';

/** Three service processes send traces. The test process is the application that calls them, and has its own tracer. */
describe('a traced job', () => {
  let folder: string;
  let receiver: OtlpReceiver;
  let logs: Record<string, ServiceProcess['log']>;
  let job: Job;
  let traceId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    receiver = await startOtlpReceiver();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.endpoint;
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      DATA_DIR: join(folder, 'data'),
      WORKBOOK_DIR: join(folder, 'workbooks'),
      MAX_CONCURRENT_JOBS: '1',
      LOG_LEVEL: 'info',
      // A stopping process has two seconds to send its last spans. A short delay leaves few spans for that time on a busy machine.
      OTEL_BSP_SCHEDULE_DELAY: '100',
    };
    process.env.OTEL_BSP_SCHEDULE_DELAY = settings.OTEL_BSP_SCHEDULE_DELAY;
    const tracing = startOpenTelemetry('application');
    const generator = await startServiceProcess('generator', { ...settings, OTEL_SERVICE_NAME: 'the-generator' });
    const writer = await startServiceProcess('excel-writer', settings);
    const orchestrator = await startServiceProcess('orchestrator', {
      ...settings,
      GENERATOR_ADDRESS: generator.address,
      EXCEL_WRITER_ADDRESS: writer.address,
    });
    const client = createClient({ address: orchestrator.address });
    // The parallel mode waits for generators that are slow to connect.
    const create = (quantity: number) =>
      client.createJob({ spec: { quantity, seed: 1 }, mode: 'GENERATION_MODE_PARALLEL' }, { requestId: `request-of-${quantity}` });
    // The traced job is queued behind another job, whose trace it must not join.
    const other = await create(400_000);
    traceId = await trace.getTracer('application').startActiveSpan('button pressed', async (span) => {
      job = await create(60_000);
      span.end();
      return span.spanContext().traceId;
    });
    for (const { id } of [other, job]) for await (job of client.watchJob(id));
    await client.getJob('no-such-job').catch(() => {});
    client.close();
    // The spans that end last, counted on both sides of each call.
    const all = { job: 1, 'dezenas.v1.GeneratorService/Generate': 6, 'dezenas.v1.ExcelWriterService/WriteWorkbook': 2 };
    const received = () =>
      Object.fromEntries(Object.keys(all).map((name) => [name, spansOf(traceId).filter((span) => span.name === name).length]));
    await vi.waitFor(() => expect(received()).toEqual(all), { timeout: 60_000 });
    const refused = () => receiver.spans.filter(({ name }) => name === 'dezenas.v1.JobService/GetJob');
    await vi.waitFor(() => expect(refused()).toHaveLength(2), { timeout: 60_000 });
    await tracing.stop();
    logs = { generator: generator.log, writer: writer.log, orchestrator: orchestrator.log };
    expect([await orchestrator.kill('SIGTERM'), await writer.kill('SIGTERM'), await generator.kill('SIGTERM')]).toEqual([0, 0, 0]);
  });
  afterAll(async () => {
    trace.disable();
    context.disable();
    propagation.disable();
    await receiver?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const spansOf = (id: string) => receiver.spans.filter((span) => span.traceId === id);
  /** The path from the root of the trace to the span, as `service: name`. */
  const path = (span: ReceivedSpan): string[] => {
    const parent = receiver.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent ? path(parent) : []), `${span.service}: ${span.name}`];
  };
  const pathsOf = (name: string, kind: number) =>
    spansOf(traceId)
      .filter((span) => span.name === name && span.kind === kind)
      .map(path);

  const toJob = [
    'application: button pressed',
    'application: dezenas.v1.JobService/CreateJob',
    'orchestrator: dezenas.v1.JobService/CreateJob',
    'orchestrator: job',
  ];

  it('has one trace from the application to the worker threads of the generator', () => {
    const chunks = spansOf(traceId).filter(({ name }) => name === 'chunk');
    expect(chunks.map(path)).toEqual(
      Array.from({ length: 3 }, () => [
        ...toJob,
        'orchestrator: dezenas.v1.GeneratorService/Generate',
        'the-generator: dezenas.v1.GeneratorService/Generate',
        'the-generator: chunk',
      ]),
    );
    expect(chunks.map(({ attributes }) => Number(attributes['dezenas.games'])).sort()).toEqual([10_000, 25_000, 25_000]);
    expect(chunks.map(({ attributes }) => Number(attributes['dezenas.chunk'])).sort()).toEqual([0, 1, 2]);
    for (const { attributes, startNs, endNs } of chunks) {
      expect(Number(attributes['thread.id'])).toBeGreaterThan(0);
      expect(endNs).toBeGreaterThan(startNs);
    }
  });

  it('has one trace from the application to the file of the excel-writer', () => {
    expect(
      spansOf(traceId)
        .filter(({ name }) => name === 'write file')
        .map(path),
    ).toEqual([
      [
        ...toJob,
        'orchestrator: dezenas.v1.ExcelWriterService/WriteWorkbook',
        'excel-writer: dezenas.v1.ExcelWriterService/WriteWorkbook',
        'excel-writer: write file',
      ],
    ]);
    const [file] = spansOf(traceId).filter(({ name }) => name === 'write file');
    expect(Number(file.attributes['dezenas.bytes'])).toBe(Number(job.workbooks[0].sizeBytes));
  });

  it('has one span for each side of a call, with its status', () => {
    expect(pathsOf('dezenas.v1.JobService/CreateJob', 3)).toHaveLength(1);
    expect(pathsOf('dezenas.v1.JobService/CreateJob', 2)).toHaveLength(1);
    const refused = receiver.spans.filter(({ name }) => name === 'dezenas.v1.JobService/GetJob');
    expect(
      refused.map(({ service, kind, statusCode, attributes }) => [service, kind, statusCode, Number(attributes['rpc.grpc.status_code'])]),
    ).toEqual(
      expect.arrayContaining([
        ['application', 3, 2, 5],
        ['orchestrator', 2, 2, 5],
      ]),
    );
    expect(refused).toHaveLength(2);
  });

  it('has its job, request and trace ids in every log line of its work', () => {
    const generated = logs.generator.filter(({ msg, job: of }) => msg === 'games generated' && of === job.id);
    // The orchestrator requests each of the three chunks in its own call.
    expect(generated).toHaveLength(3);
    for (const line of generated) {
      expect(line).toMatchObject({ trace_id: traceId, requestId: job.id, method: '/dezenas.v1.GeneratorService/Generate' });
      expect(spansOf(traceId).map(({ spanId }) => spanId)).toContain(line.span_id);
    }
    expect(logs.writer.find(({ msg, job: of }) => msg === 'file written' && of === job.id)).toMatchObject({ trace_id: traceId });
    expect(logs.orchestrator.find(({ msg, job: of }) => msg === 'job ended' && of === job.id)).toMatchObject({ state: 'COMPLETED' });
    expect(logs.orchestrator.find(({ msg }) => msg === 'call refused')).toMatchObject({ code: 'NOT_FOUND', requestId: expect.any(String) });
  });

  it('has all its spans sent when a process stops', async () => {
    const service = 'the-stopped';
    const settings = { DATA_DIR: join(folder, service), OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    // The two seconds to send the last spans can be too short on a busy machine, so the test tries again.
    const sent = async () => {
      const { address, kill } = await startServiceProcess('orchestrator', { ...settings, OTEL_BSP_SCHEDULE_DELAY: '600000' });
      const client = createClient({ address });
      await client.listLotteries();
      client.close();
      await kill('SIGTERM');
      return receiver.spans.some((span) => span.service === service);
    };
    await expect.poll(sent, { timeout: 300_000 }).toBe(true);
  });
});
