import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrchestratorConfig } from '../../../services/orchestrator/config.js';
import { toEngineOptions } from '../../../services/orchestrator/jobs/engine/engine-settings.js';
import { JobEngine } from '../../../services/orchestrator/jobs/engine/job-engine.js';
import type { JobRunner } from '../../../services/orchestrator/jobs/engine/job-runner.js';
import type { WorkbookFiles } from '../../../services/orchestrator/jobs/engine/workbook-files.js';
import { openJobStore } from '../../../services/orchestrator/jobs/open-job-store.js';
import type { JobRecords } from '../../../services/orchestrator/jobs/store/job-records.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { installWorkarounds } from '../process/install-workarounds.js';
import { replaced } from '../services/replaced.js';

export interface OpenEngineOptions {
  run: JobRunner;
  /** By default, removals do nothing. */
  files?: Partial<WorkbookFiles>;
  /** Returns methods that replace methods of the records. */
  change?: (records: JobRecords) => Partial<JobRecords>;
}

/** An engine whose work, files and records the test controls. */
export interface OpenEngine {
  engine: JobEngine;
  /** The stored records, without the replaced methods. */
  records: JobRecords;
  stop(): Promise<void>;
}

/** Starts an engine in a temporary folder. `settings` are environment variables. */
export async function openEngine(settings: Record<string, string>, { run, files, change }: OpenEngineOptions): Promise<OpenEngine> {
  installWorkarounds();
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-engine-'));
  const config = readOrchestratorConfig({ DATA_DIR: folder, ...settings });
  const logger = createLogger('test', 'silent');
  const store = await openJobStore(config, logger, () => void engine.abandon());
  const { records } = store;
  const engine: JobEngine = new JobEngine({
    records: change ? replaced(records, change(records)) : records,
    queue: store.queue,
    run,
    files: { removeAll: async () => {}, removeEarlier: async () => {}, ...files },
    ...toEngineOptions(config),
    logger,
  });
  await engine.start();
  return {
    engine,
    records,
    stop: async () => {
      await engine.stop(0);
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
