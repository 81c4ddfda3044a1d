import { CatalogueService, DrawService, JobService } from '../shared/grpc/definitions.js';
import { readPublicSecurity, type ServerSecurity } from '../shared/grpc/hardening/server-security.js';
import { type GrpcServer, startGrpcServer } from '../shared/grpc/server/server.js';
import type { Logger } from '../shared/observability/logging.js';
import { CallLimit } from './api/call-limit.js';
import { createCatalogueHandlers } from './api/catalogue-handlers.js';
import { createDrawHandlers } from './api/draw-handlers.js';
import { createJobHandlers } from './api/job-handlers.js';
import type { OrchestratorConfig } from './config.js';
import { StoredHistories } from './draws/history/history-store.js';
import { StoredPopularity } from './draws/popularity/popularity-store.js';
import { CaixaApi } from './draws/sync/caixa-api.js';
import { DrawSync } from './draws/sync/draw-sync.js';
import { DrawsThread } from './draws/thread/draws-thread.js';
import { Surveyor } from './estimate/surveyor.js';
import { RunnerChooser } from './generation/choose-runner.js';
import { GeneratorClient } from './generation/generator-client.js';
import { toEngineOptions } from './jobs/engine/engine-settings.js';
import { JobEngine } from './jobs/engine/job-engine.js';
import { observeRunner } from './jobs/engine/observe-jobs.js';
import { createJobRunner } from './jobs/engine/run-job.js';
import { createWorkbookFiles } from './jobs/engine/workbook-files.js';
import { openJobStore } from './jobs/open-job-store.js';
import { openPeers } from './peers.js';
import { ExcelWriterClient } from './workbooks/excel-writer-client.js';

/** Methods that create a job; CREATES_PER_MINUTE limits how often one caller may call them. */
const LIMITED_METHODS = ['/dezenas.v1.JobService/CreateJob', '/dezenas.v1.JobService/RetryJob'];

/** A queued job may wait for days before it runs. */
const LONGEST_WATCH_MS = 7 * 24 * 3_600_000;

/** Starts the public service. The orchestrator calls generators and the excel-writer when a job needs them, not before. */
export async function startOrchestrator(config: OrchestratorConfig, logger: Logger): Promise<GrpcServer> {
  const security = readPublicSecurity(config, logger, LIMITED_METHODS);
  const resources = await openResources(config, logger);
  const engine = createEngine(config, logger, resources);
  endProcessWhenLost(resources.lost, engine, logger);
  try {
    await engine.start();
    const server = await startServer(config, logger, security, resources, engine);
    return { ...server, stop: once(() => stop(config, server, resources, engine)) };
  } catch (error) {
    // Open connections to Redis would keep the process alive.
    await engine.stop(0);
    await closeResources(resources);
    throw error;
  }
}

type Resources = Awaited<ReturnType<typeof openResources>>;

/** Opens what the engine and the handlers share: clients of the other services, the job store, the stored draws. */
async function openResources(config: OrchestratorConfig, logger: Logger) {
  const peers = openPeers(config, logger);
  const generators = new GeneratorClient(config.GENERATOR_ADDRESS, peers.credentials(config.GENERATOR_ADDRESS));
  const writer = new ExcelWriterClient(
    config.EXCEL_WRITER_ADDRESS,
    config.EXCEL_WRITER_TIMEOUT_SECONDS * 1000,
    peers.credentials(config.EXCEL_WRITER_ADDRESS),
  );
  const lost = new AbortController();
  const store = await openJobStore(config, logger, (reason) => lost.abort(reason));
  const sources = { histories: new StoredHistories(store.values), popularity: new StoredPopularity(store.values) };
  const drawsThread = new DrawsThread(logger);
  const sync = new DrawSync(new CaixaApi({ baseUrl: config.CAIXA_API_URL }), sources.histories);
  const chooser = new RunnerChooser({
    client: generators,
    parallelMinQuantity: config.PARALLEL_MIN_QUANTITY,
    concurrentCalls: config.GENERATOR_CALLS,
    logger,
  });
  /** `lost` fires when another process has taken over the jobs of the store. */
  return { peers, generators, writer, store, lost: lost.signal, sources, drawsThread, sync, chooser };
}

async function closeResources({ store, drawsThread, generators, writer, peers }: Resources): Promise<void> {
  await store.close();
  await drawsThread.destroy();
  generators.close();
  writer.close();
  peers.close();
}

function createEngine(config: OrchestratorConfig, logger: Logger, { store, chooser, writer, sources }: Resources): JobEngine {
  return new JobEngine({
    records: store.records,
    queue: store.queue,
    run: observeRunner(createJobRunner({ chooser, writer, sources })),
    files: createWorkbookFiles(writer),
    ...toEngineOptions(config),
    logger,
  });
}

/**
 * Ends the process after another process has taken over its jobs. A supervisor restarts this process, which cannot start while the other
 * runs.
 */
function endProcessWhenLost(lost: AbortSignal, engine: JobEngine, logger: Logger): void {
  const end = () => {
    logger.fatal({ err: lost.reason.cause }, lost.reason.message);
    process.exitCode = 1;
    void engine.abandon().then(() => process.kill(process.pid, 'SIGTERM'));
  };
  if (lost.aborted) end();
  else lost.addEventListener('abort', end, { once: true });
}

function startServer(
  config: OrchestratorConfig,
  logger: Logger,
  security: ServerSecurity,
  { store, generators, writer, sources, drawsThread, sync, chooser }: Resources,
  engine: JobEngine,
): Promise<GrpcServer> {
  const longestMs = config.MAX_PROCESSING_SECONDS * 1000;
  const jobHandlers = createJobHandlers({
    engine,
    sources,
    writer,
    chooser,
    limit: new CallLimit(config.MAX_CONCURRENT_STREAMS, longestMs),
    downloads: new CallLimit(config.MAX_CONCURRENT_DOWNLOADS, longestMs),
    watches: new CallLimit(config.MAX_CONCURRENT_WATCHES, LONGEST_WATCH_MS),
    surveyor: new Surveyor(generators, logger),
    maxQuantity: config.MAX_QUANTITY,
    logger,
  });
  return startGrpcServer({
    host: config.HOST,
    port: config.PORT,
    drainMs: config.DRAIN_SECONDS * 1000,
    security,
    readiness: { checks: { job_store: () => store.check() }, intervalMs: config.READINESS_SECONDS * 1000 },
    logger,
    services: [
      { definition: JobService.service, implementation: jobHandlers },
      { definition: DrawService.service, implementation: createDrawHandlers(sources, sync, drawsThread, logger) },
      { definition: CatalogueService.service, implementation: createCatalogueHandlers(sources, logger) },
    ],
  });
}

async function stop(config: OrchestratorConfig, server: GrpcServer, resources: Resources, engine: JobEngine): Promise<void> {
  // Health reports NOT_SERVING before the first job is refused.
  server.leave();
  // Watchers receive the end of their jobs before the server stops; watchers of a requeued job are asked to reconnect.
  await engine.drain(config.DRAIN_SECONDS * 1000);
  await server.stop();
  await resources.sync.waitForRunning();
  await engine.stop(0);
  await closeResources(resources);
}

/** Returns a function that runs `work` at its first call; later calls return the same promise. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}
