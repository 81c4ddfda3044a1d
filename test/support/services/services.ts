import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientOptions } from '../../../services/client/library/client.js';
import { readExcelWriterConfig } from '../../../services/excel-writer/config.js';
import { type ExcelWriterServer, startExcelWriter } from '../../../services/excel-writer/service.js';
import { createStore } from '../../../services/excel-writer/store/create-store.js';
import type { WorkbookStore } from '../../../services/excel-writer/store/workbook-store.js';
import { readGeneratorConfig } from '../../../services/generator/config.js';
import { type GeneratorServer, startGenerator } from '../../../services/generator/service.js';
import { readOrchestratorConfig } from '../../../services/orchestrator/config.js';
import { workbookIdOf } from '../../../services/orchestrator/jobs/model/job.js';
import { startOrchestrator } from '../../../services/orchestrator/service.js';
import type { GrpcServer } from '../../../services/shared/grpc/server/server.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { JobClient } from '../clients/job-client.js';
import { installWorkarounds } from '../process/install-workarounds.js';

/** The three services in this process, on free ports and in temporary folders. */
export interface Services {
  generator: GeneratorServer;
  writer: ExcelWriterServer;
  orchestrator: GrpcServer;
  jobs: JobClient;
  /** Names of the files in the workbook store, finished or not. */
  workbookFiles(): Promise<string[]>;
  dataDir: string;
  workbookDir: string;
  stop(): Promise<void>;
}

/** The name of a file of a job in the workbook store. */
export function fileOf(job: { id: string; attempts: number }, part = 1): string {
  return `${workbookIdOf(job)}.${part}.xlsx`;
}

/**
 * Starts the three services. `settings` are environment variables, such as JOB_TTL_SECONDS; `changeStore` wraps the store of the
 * excel-writer; `security` holds the TLS and token options of the client.
 */
export async function startServices(
  settings: Record<string, string> = {},
  changeStore?: (store: WorkbookStore) => WorkbookStore,
  security: Omit<ClientOptions, 'address'> = {},
): Promise<Services> {
  installWorkarounds();
  const logger = createLogger('test', 'fatal');
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
  const dataDir = join(folder, 'data');
  const workbookDir = join(folder, 'workbooks');
  const base = { PORT: '0', DRAIN_SECONDS: '1', DATA_DIR: dataDir, WORKBOOK_DIR: workbookDir, ...settings };
  const generator = await startGenerator(readGeneratorConfig(base), logger);
  const writerConfig = readExcelWriterConfig(base);
  const writer = await startExcelWriter(writerConfig, logger, changeStore?.(await createStore(writerConfig)));
  const orchestrator = await startOrchestrator(
    readOrchestratorConfig({ GENERATOR_ADDRESS: generator.address, EXCEL_WRITER_ADDRESS: writer.address, ...base }),
    logger,
  );
  const jobs = new JobClient(orchestrator.address, security);
  return {
    generator,
    writer,
    orchestrator,
    jobs,
    dataDir,
    workbookDir,
    workbookFiles: () => readdir(workbookDir).catch(() => []),
    stop: async () => {
      jobs.close();
      await orchestrator.stop();
      await Promise.all([generator.stop(), writer.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
