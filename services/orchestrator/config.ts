import { join } from 'node:path';
import { z } from 'zod';
import {
  dataFolder,
  dataHome,
  type Environment,
  integer,
  path,
  port,
  readConfig,
  serverSettings,
  text,
} from '../shared/config/read-config.js';
import { MAX_MESSAGE_BYTES } from '../shared/grpc/limits.js';
import { checkExposure, checkMetricsHost } from '../shared/security/check-exposure.js';
import { internalSettings } from '../shared/security/internal-token.js';

const HOST_PORT = 'host:port, or dns:///name:port for several replicas';
const peerAddress = () => text(/^(?=.{1,255}$)(dns:\/\/\/|ipv[46]:)?[^\s/]+:\d{1,5}$/, HOST_PORT);
const PLAIN_URL = 'an http or https URL without credentials, query and fragment';

export const orchestratorSettings = z.object({
  ...serverSettings,
  ...internalSettings,
  PORT: port(50_051),
  GENERATOR_ADDRESS: peerAddress().default('127.0.0.1:50052').describe('Where the generators are.'),
  EXCEL_WRITER_ADDRESS: peerAddress().default('127.0.0.1:50053').describe('Where the excel-writer is.'),
  EXCEL_WRITER_TIMEOUT_SECONDS: integer(2, 3_600)
    .default(30)
    .describe('How long an excel-writer may be silent; it says how far it is each second.'),
  AUTH_TOKENS_FILE: path()
    .optional()
    .describe('Tokens that clients must show one of: JSON, see [SECURITY.md](../SECURITY.md#setting-it-up).'),
  CREATES_PER_MINUTE: integer(1, 1_000_000)
    .default(10)
    .describe('Jobs that one caller may make in a minute, where its token does not say. Callers without a name have no limit.'),
  PEER_CA_FILE: path()
    .optional()
    .describe('How to call generators and the excel-writer: who signed the certificates they show, PEM. Any of the three set: TLS.'),
  PEER_CERT_FILE: path().optional().describe('The certificate to show them, PEM.'),
  PEER_KEY_FILE: path().optional().describe('Key of that certificate, PEM.'),
  DATA_DIR: path()
    .optional()
    .meta({ description: 'Where imported draws are kept, by the embedded engine.', unset: 'dezenas under XDG_DATA_HOME' }),
  JOBS_DIR: path().optional().meta({
    description: 'Where jobs are kept by the embedded engine, for one orchestrator at a time. On a local disk.',
    unset: 'jobs under DATA_DIR',
  }),
  JOB_ENGINE: z
    .enum(['embedded', 'bullmq'])
    .default('embedded')
    .describe('Who keeps jobs and draws: this process on its disk, or BullMQ on Redis for several orchestrators.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, message: 'must be a redis or rediss URL' })
    .meta({ allowed: 'a redis or rediss URL' })
    .default('redis://127.0.0.1:6379')
    .describe('Of `JOB_ENGINE=bullmq`.'),
  ...dataHome,
  CAIXA_API_URL: z
    .string()
    .max(2048)
    .refine(isPlainUrl, `must be ${PLAIN_URL}`)
    .meta({ allowed: PLAIN_URL })
    .default('https://servicebus2.caixa.gov.br/portaldeloterias/api')
    .describe('Where `SyncDraws` reads results; `/name` and `/name/number` follow it.'),
  PARALLEL_MIN_QUANTITY: integer(1, 10_000_000)
    .default(1_000)
    .describe('Below this many games the orchestrator generates them itself: it is done sooner than a generator is asked.'),
  GENERATOR_CALLS: integer(1, 64).default(4).describe('Calls to generators under way at once for one job.'),
  MAX_QUANTITY: integer(1, 10_000_000).default(10_000_000).describe('Most games one request may ask for.'),
  MAX_CONCURRENT_JOBS: integer(1, 64).default(3).describe('Jobs at work at once in this process.'),
  MAX_QUEUED_JOBS: integer(0, 100_000).default(100).describe('Jobs that may wait for their turn.'),
  MAX_REQUEST_BYTES: integer(1_024, MAX_MESSAGE_BYTES)
    .default(65_536)
    .describe('Largest request; one with all the rules there can be has less. Some bytes stand for a hundred times as many in memory.'),
  MAX_STREAMED_REQUEST_BYTES: integer(1_024, MAX_MESSAGE_BYTES)
    .default(524_288)
    .describe('Largest request of a stream of them: games to check or validate, pieces of a file of draws.'),
  MAX_CONCURRENT_STREAMS: integer(1, 1_000)
    .default(16)
    .describe('Calls of StreamGames, EstimateJob, ValidateGames and CheckGames under way at once.'),
  MAX_CONCURRENT_DOWNLOADS: integer(1, 10_000).default(64).describe('Calls of DownloadWorkbook under way at once.'),
  MAX_CONCURRENT_WATCHES: integer(1, 100_000).default(1_000).describe('Calls of WatchJob under way at once.'),
  JOB_TTL_SECONDS: integer(1, 31_536_000).default(1_800).describe('Life of a job and its workbook after its end.'),
  JOB_EXPIRED_SECONDS: integer(1, 31_536_000).default(86_400).describe('How long an expired job is known, without its files.'),
  MAX_PROCESSING_SECONDS: integer(1, 86_400)
    .default(3_600)
    .describe('Longest run of an attempt of a job, and of a call that the limits above count.'),
  MAX_ATTEMPTS: integer(1, 1_000)
    .default(5)
    .describe('Times a job is started before it fails, when each time a service was away or the orchestrator itself died or stopped.'),
});

export type OrchestratorConfig = Omit<z.infer<typeof orchestratorSettings>, 'DATA_DIR' | 'JOBS_DIR' | 'XDG_DATA_HOME'> & {
  DATA_DIR: string;
  JOBS_DIR: string;
};

/** @throws DezenasError INVALID_ARGUMENT listing every wrong variable. */
export function readOrchestratorConfig(environment: Environment = process.env): OrchestratorConfig {
  const { XDG_DATA_HOME, DATA_DIR, JOBS_DIR, ...config } = readConfig(orchestratorSettings, environment);
  checkExposure(config, ['AUTH_TOKENS_FILE']);
  checkMetricsHost(config);
  const folder = DATA_DIR ?? dataFolder(XDG_DATA_HOME);
  return { ...config, DATA_DIR: folder, JOBS_DIR: JOBS_DIR ?? join(folder, 'jobs') };
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
