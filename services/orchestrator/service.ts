import { CatalogueService, DrawService, JobService } from '../shared/grpc/definitions.js';
import { type GrpcServer, startGrpcServer } from '../shared/grpc/server/server.js';
import { publicSecurity } from '../shared/grpc/server/server-security.js';
import type { Logger } from '../shared/observability/logging.js';
import { CallLimit } from './api/call-limit.js';
import { createCatalogueHandlers } from './api/catalogue-handlers.js';
import { createDrawHandlers } from './api/draw-handlers.js';
import { createJobHandlers } from './api/job-handlers.js';
import type { OrchestratorConfig } from './config.js';
import { KeptHistories } from './draws/history/history-store.js';
import { KeptPopularity } from './draws/popularity/popularity-store.js';
import { CaixaApi } from './draws/sync/caixa-api.js';
import { DrawSync } from './draws/sync/draw-sync.js';
import { DrawsThread } from './draws/thread/draws-thread.js';
import { Surveyor } from './estimate/surveyor.js';
import { RunnerChooser } from './generation/choose-runner.js';
import { GeneratorClient } from './generation/generator-client.js';
import { engineSettings } from './jobs/engine/engine-settings.js';
import { JobEngine } from './jobs/engine/job-engine.js';
import { observedRunner } from './jobs/engine/observe-jobs.js';
import { createJobRunner } from './jobs/engine/run-job.js';
import { openJobStore } from './jobs/store/job-store.js';
import { openPeers } from './peers.js';
import { ExcelWriterClient } from './workbooks/excel-writer-client.js';
import { createWorkbookFiles } from './workbooks/workbook-files.js';

/** Methods that make a job: callers have a limit of them a minute. */
const LIMITED_METHODS = ['/dezenas.v1.JobService/CreateJob', '/dezenas.v1.JobService/RetryJob'];

/** A job may wait for days for its turn. */
const LONGEST_WATCH_MS = 7 * 24 * 3_600_000;

/** Starts the public service. Generators and the excel-writer are called when a job needs them, not before. */
export async function startOrchestrator(config: OrchestratorConfig, logger: Logger): Promise<GrpcServer> {
  const security = publicSecurity(config, logger, LIMITED_METHODS);
  const peers = openPeers(config, logger);
  const generators = new GeneratorClient(config.GENERATOR_ADDRESS, peers.credentials(config.GENERATOR_ADDRESS));
  const writer = new ExcelWriterClient(
    config.EXCEL_WRITER_ADDRESS,
    config.EXCEL_WRITER_TIMEOUT_SECONDS * 1000,
    peers.credentials(config.EXCEL_WRITER_ADDRESS),
  );
  const store = await openJobStore(config, logger, (why) => {
    logger.fatal({ err: why.cause }, why.message);
    // Its supervisor starts it again, and it stops while the other one lives.
    process.exitCode = 1;
    void engine.abandon().then(() => process.kill(process.pid, 'SIGTERM'));
  });
  const sources = { histories: new KeptHistories(store.values), popularity: new KeptPopularity(store.values) };
  const drawsThread = new DrawsThread(logger);
  const sync = new DrawSync(new CaixaApi({ baseUrl: config.CAIXA_API_URL }), sources.histories);
  const chooser = new RunnerChooser({
    client: generators,
    parallelMinQuantity: config.PARALLEL_MIN_QUANTITY,
    concurrentCalls: config.GENERATOR_CALLS,
    logger,
  });
  const engine = new JobEngine({
    records: store.records,
    queue: store.queue,
    run: observedRunner(createJobRunner({ chooser, writer, sources })),
    files: createWorkbookFiles(writer),
    ...engineSettings(config),
    logger,
  });
  const longestMs = config.MAX_PROCESSING_SECONDS * 1000;
  const stopJobs = async (drainMs: number) => {
    await engine.stop(drainMs);
    await store.close();
    await drawsThread.destroy();
    generators.close();
    writer.close();
    peers.close();
  };
  const startServer = () =>
    startGrpcServer({
      host: config.HOST,
      port: config.PORT,
      drainMs: config.DRAIN_SECONDS * 1000,
      security,
      readiness: { checks: { job_store: () => store.check() }, intervalMs: config.READINESS_SECONDS * 1000 },
      logger,
      services: [
        {
          definition: JobService.service,
          implementation: createJobHandlers({
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
          }),
        },
        { definition: DrawService.service, implementation: createDrawHandlers(sources, sync, drawsThread, logger) },
        { definition: CatalogueService.service, implementation: createCatalogueHandlers(sources, logger) },
      ],
    });
  const server = await engine
    .start()
    .then(startServer)
    .catch(async (error) => {
      // Connections to Redis would keep the process.
      await stopJobs(0);
      throw error;
    });
  const stop = async () => {
    // Before the first job is refused.
    server.leave();
    // Watchers see the end of their jobs before the server goes; those of a job that goes back to the queue are told to come again.
    await engine.drain(config.DRAIN_SECONDS * 1000);
    await server.stop();
    await sync.settled();
    await stopJobs(0);
  };
  let stopping: Promise<void> | undefined;
  return {
    ...server,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
