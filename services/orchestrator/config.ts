import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { checkHost, type Environment, integer, readConfig, serverSettings } from '../shared/config/read-config.js';

const schema = z.object({
  ...serverSettings,
  PORT: integer(0, 65_535).default(50_051),
  /** Where the generators are: host:port, or dns:///name:port for several replicas. */
  GENERATOR_ADDRESS: z.string().min(1).max(255).default('127.0.0.1:50052'),
  EXCEL_WRITER_ADDRESS: z.string().min(1).max(255).default('127.0.0.1:50053'),
  /** How long an excel-writer may be silent; it says how far it is each second. */
  EXCEL_WRITER_TIMEOUT_SECONDS: integer(2, 3_600).default(30),
  /** Where imported draws are kept. Default: dezenas under XDG_DATA_HOME or ~/.local/share. */
  DATA_DIR: z.string().min(1).max(4096).optional(),
  XDG_DATA_HOME: z.string().min(1).max(4096).optional(),
  /** Below this many games the orchestrator generates them itself. */
  PARALLEL_MIN_QUANTITY: integer(1, 10_000_000).default(100),
  /** Calls to generators under way at once for one job. */
  GENERATOR_CALLS: integer(1, 64).default(4),
  /** Most games one request may ask for. */
  MAX_QUANTITY: integer(1, 10_000_000).default(10_000_000),
  MAX_CONCURRENT_JOBS: integer(1, 64).default(3),
  /** Jobs that may wait for their turn. */
  MAX_QUEUED_JOBS: integer(0, 100_000).default(100),
  /** Calls of StreamGames, EstimateJob, ValidateGames and CheckGames under way at once. */
  MAX_CONCURRENT_STREAMS: integer(1, 1_000).default(16),
  /** Life of a job and its workbook after its end. */
  JOB_TTL_SECONDS: integer(1, 31_536_000).default(1_800),
  MAX_PROCESSING_SECONDS: integer(1, 86_400).default(3_600),
});

export type OrchestratorConfig = Omit<z.infer<typeof schema>, 'DATA_DIR' | 'XDG_DATA_HOME'> & { DATA_DIR: string };

/** @throws DezenasError INVALID_ARGUMENT listing every wrong variable. */
export function readOrchestratorConfig(environment: Environment = process.env): OrchestratorConfig {
  const { XDG_DATA_HOME, DATA_DIR, ...config } = readConfig(schema, environment);
  checkHost(config);
  return { ...config, DATA_DIR: DATA_DIR ?? join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'dezenas') };
}
