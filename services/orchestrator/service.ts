import { CatalogueService, DrawService, JobService } from '../shared/grpc/definitions.js';
import { type GrpcServer, startGrpcServer } from '../shared/grpc/server.js';
import type { Logger } from '../shared/logging.js';
import { CallLimit } from './call-limit.js';
import { createCatalogueHandlers } from './catalogue-handlers.js';
import type { OrchestratorConfig } from './config.js';
import { createDrawHandlers } from './draws/draw-handlers.js';
import { LocalHistoryStore } from './draws/history-store.js';
import { Surveyor } from './estimate/surveyor.js';
import { ExcelWriterClient } from './excel-writer-client.js';
import { RunnerChooser } from './generation/choose-runner.js';
import { GeneratorClient } from './generator-client.js';
import { createJobHandlers } from './job-handlers.js';
import { MemoryJobEngine } from './jobs/memory-engine.js';
import { createJobRunner } from './jobs/run-job.js';
import { LocalPopularityStore } from './popularity/popularity-store.js';

const CLEAN_TIMEOUT_MS = 2_000;

/** Starts the public service. Generators and the excel-writer are called when a job needs them, not before. */
export async function startOrchestrator(config: OrchestratorConfig, logger: Logger): Promise<GrpcServer> {
  const generators = new GeneratorClient(config.GENERATOR_ADDRESS);
  const writer = new ExcelWriterClient(config.EXCEL_WRITER_ADDRESS, config.EXCEL_WRITER_TIMEOUT_SECONDS * 1000);
  const sources = { histories: new LocalHistoryStore(config.DATA_DIR), popularity: new LocalPopularityStore(config.DATA_DIR) };
  const chooser = new RunnerChooser({
    client: generators,
    parallelMinQuantity: config.PARALLEL_MIN_QUANTITY,
    concurrentCalls: config.GENERATOR_CALLS,
    logger,
  });
  const engine = new MemoryJobEngine({
    run: createJobRunner(chooser, writer),
    clean: (job) => writer.delete(job.id, { timeoutMs: CLEAN_TIMEOUT_MS }),
    maxConcurrentJobs: config.MAX_CONCURRENT_JOBS,
    maxQueuedJobs: config.MAX_QUEUED_JOBS,
    ttlMs: config.JOB_TTL_SECONDS * 1000,
    maxProcessingMs: config.MAX_PROCESSING_SECONDS * 1000,
    logger,
  });
  const streamer = { sources, chooser, maxQuantity: config.MAX_QUANTITY, limit: new CallLimit(config.MAX_CONCURRENT_STREAMS) };
  const server = await startGrpcServer({
    host: config.HOST,
    port: config.PORT,
    drainMs: config.DRAIN_SECONDS * 1000,
    services: [
      {
        definition: JobService.service,
        implementation: createJobHandlers({
          engine,
          sources,
          writer,
          streamer,
          surveyor: new Surveyor(generators, logger),
          maxQuantity: config.MAX_QUANTITY,
          logger,
        }),
      },
      { definition: DrawService.service, implementation: createDrawHandlers(sources, logger) },
      { definition: CatalogueService.service, implementation: createCatalogueHandlers(sources, logger) },
    ],
  });
  return {
    ...server,
    stop: async () => {
      // Watchers see the end of their jobs before the server goes.
      await engine.stop(config.DRAIN_SECONDS * 1000);
      await server.stop();
      generators.close();
      writer.close();
    },
  };
}
