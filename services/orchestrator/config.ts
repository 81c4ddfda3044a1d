import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, integer, path, readConfig, serverSettings } from '../shared/config/read-config.js';
import { checkExposure, checkMetricsHost } from '../shared/security/check-exposure.js';
import { internalSettings } from '../shared/security/internal-token.js';

const schema = z.object({
  ...serverSettings,
  ...internalSettings,
  PORT: integer(0, 65_535).default(50_051),
  /** Where the generators are: host:port, or dns:///name:port for several replicas. */
  GENERATOR_ADDRESS: z.string().min(1).max(255).default('127.0.0.1:50052'),
  EXCEL_WRITER_ADDRESS: z.string().min(1).max(255).default('127.0.0.1:50053'),
  /** How long an excel-writer may be silent; it says how far it is each second. */
  EXCEL_WRITER_TIMEOUT_SECONDS: integer(2, 3_600).default(30),
  /** Tokens that clients must show one of: JSON, [{ "name", "sha256", "createsPerMinute"?, "expires"? }]. */
  AUTH_TOKENS_FILE: path().optional(),
  /** Jobs that one caller may make in a minute, where its token does not say. Callers without a name have no limit. */
  CREATES_PER_MINUTE: integer(1, 1_000_000).default(10),
  /** How to call generators and the excel-writer: who signed what they show, and what to show them. Set: TLS. */
  PEER_CA_FILE: path().optional(),
  PEER_CERT_FILE: path().optional(),
  PEER_KEY_FILE: path().optional(),
  /** Where imported draws are kept. Default: dezenas under XDG_DATA_HOME or ~/.local/share. */
  DATA_DIR: z.string().min(1).max(4096).optional(),
  /** Where jobs are kept by JOB_ENGINE=embedded, for one orchestrator at a time. Default: jobs under DATA_DIR. */
  JOBS_DIR: z.string().min(1).max(4096).optional(),
  /** Who keeps the jobs: this process on its disk, or BullMQ on Redis for several orchestrators. */
  JOB_ENGINE: z.enum(['embedded', 'bullmq']).default('embedded'),
  /** Of JOB_ENGINE=bullmq. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, message: 'must be a redis or rediss URL' }).default('redis://127.0.0.1:6379'),
  XDG_DATA_HOME: z.string().min(1).max(4096).optional(),
  /** Where DrawService.SyncDraws reads results; <name> and <name>/<number> follow it. */
  CAIXA_API_URL: z
    .string()
    .max(2048)
    .refine(isPlainUrl, 'must be an http or https URL without credentials, query and fragment')
    .default('https://servicebus2.caixa.gov.br/portaldeloterias/api'),
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
  /** How long an expired job is known, without its files. */
  JOB_EXPIRED_SECONDS: integer(1, 31_536_000).default(86_400),
  MAX_PROCESSING_SECONDS: integer(1, 86_400).default(3_600),
  /** Times a job is started before it fails, when each time a service was away or the orchestrator itself died or stopped. */
  MAX_ATTEMPTS: integer(1, 1_000).default(5),
});

export type OrchestratorConfig = Omit<z.infer<typeof schema>, 'DATA_DIR' | 'JOBS_DIR' | 'XDG_DATA_HOME'> & {
  DATA_DIR: string;
  JOBS_DIR: string;
};

/** @throws DezenasError INVALID_ARGUMENT listing every wrong variable. */
export function readOrchestratorConfig(environment: Environment = process.env): OrchestratorConfig {
  const { XDG_DATA_HOME, DATA_DIR, JOBS_DIR, ...config } = readConfig(schema, environment);
  checkExposure(config, ['AUTH_TOKENS_FILE']);
  checkMetricsHost(config);
  const folder = DATA_DIR ?? join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'dezenas');
  return { ...config, DATA_DIR: folder, JOBS_DIR: JOBS_DIR ?? join(folder, 'jobs') };
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
