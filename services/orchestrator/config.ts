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
  GENERATOR_ADDRESS: peerAddress().default('127.0.0.1:50052').describe('Address of the generators.'),
  EXCEL_WRITER_ADDRESS: peerAddress().default('127.0.0.1:50053').describe('Address of the excel-writer.'),
  EXCEL_WRITER_TIMEOUT_SECONDS: integer(2, 3_600)
    .default(30)
    .describe('Longest silence of an excel-writer before the attempt fails. A live excel-writer reports progress every second.'),
  AUTH_TOKENS_FILE: path()
    .optional()
    .describe(
      'JSON file of the tokens that clients may use. Clients must then send one. See [TLS and tokens](../how-to/tls-and-tokens.md).',
    ),
  CREATES_PER_MINUTE: integer(1, 1_000_000)
    .default(10)
    .describe(
      'Jobs that one caller may create or retry in a minute, unless its token sets a limit. Not enforced where callers are not authenticated.',
    ),
  PEER_CA_FILE: path()
    .optional()
    .describe(
      'CA that verifies the certificates of generators and excel-writer, PEM. Setting any `PEER_` variable turns TLS on for these calls.',
    ),
  PEER_CERT_FILE: path().optional().describe('Certificate that the orchestrator presents to them, PEM.'),
  PEER_KEY_FILE: path().optional().describe('Key of that certificate, PEM.'),
  DATA_DIR: path()
    .optional()
    .meta({ description: 'Folder of the embedded engine for imported draws and popularity models.', unset: 'dezenas under XDG_DATA_HOME' }),
  JOBS_DIR: path().optional().meta({
    description: 'Folder of the embedded engine for jobs, on a local disk. One orchestrator uses the folder at a time.',
    unset: 'jobs under DATA_DIR',
  }),
  JOB_ENGINE: z
    .enum(['embedded', 'bullmq'])
    .default('embedded')
    .describe('Where jobs and draws are stored: on the local disk of one orchestrator, or in Redis (BullMQ) for several.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, message: 'must be a redis or rediss URL' })
    .meta({ allowed: 'a redis or rediss URL' })
    .default('redis://127.0.0.1:6379')
    .describe('Redis of `JOB_ENGINE=bullmq`.'),
  ...dataHome,
  CAIXA_API_URL: z
    .string()
    .max(2048)
    .refine(isPlainUrl, `must be ${PLAIN_URL}`)
    .meta({ allowed: PLAIN_URL })
    .default('https://servicebus2.caixa.gov.br/portaldeloterias/api')
    .describe('Results API that `SyncDraws` reads. The service appends `/name` and `/name/number`.'),
  PARALLEL_MIN_QUANTITY: integer(1, 10_000_000)
    .default(1_000)
    .describe(
      'Smallest job that runs on generators. The orchestrator generates smaller ones itself, because a remote call costs more than the work.',
    ),
  GENERATOR_CALLS: integer(1, 64).default(4).describe('Concurrent calls to generators for one job. Each call has up to 100,000 games.'),
  MAX_QUANTITY: integer(1, 10_000_000).default(10_000_000).describe('Largest number of games in one request.'),
  MAX_CONCURRENT_JOBS: integer(1, 64).default(3).describe('Jobs that run at the same time in this process.'),
  MAX_QUEUED_JOBS: integer(0, 100_000).default(100).describe('Length of the job queue. A full queue refuses new jobs.'),
  MAX_REQUEST_BYTES: integer(1_024, MAX_MESSAGE_BYTES)
    .default(65_536)
    .describe('Largest request. The largest valid spec fits the default. A decoded request can take 100 times its size in memory.'),
  MAX_STREAMED_REQUEST_BYTES: integer(1_024, MAX_MESSAGE_BYTES)
    .default(524_288)
    .describe('Largest message of a request stream: games to check or validate, pieces of a file of draws.'),
  MAX_CONCURRENT_STREAMS: integer(1, 1_000)
    .default(16)
    .describe('Concurrent calls of StreamGames, EstimateJob, ValidateGames and CheckGames together.'),
  MAX_CONCURRENT_DOWNLOADS: integer(1, 10_000).default(64).describe('Concurrent calls of DownloadWorkbook.'),
  MAX_CONCURRENT_WATCHES: integer(1, 100_000).default(1_000).describe('Concurrent calls of WatchJob.'),
  JOB_TTL_SECONDS: integer(1, 31_536_000).default(1_800).describe('How long the files of an ended job are stored.'),
  JOB_EXPIRED_SECONDS: integer(1, 31_536_000)
    .default(86_400)
    .describe('How long the record of an expired job is stored after its files are removed.'),
  MAX_PROCESSING_SECONDS: integer(1, 86_400)
    .default(3_600)
    .describe(
      'Longest run of one attempt of a job, and of one StreamGames, EstimateJob, ValidateGames, CheckGames or DownloadWorkbook call.',
    ),
  MAX_ATTEMPTS: integer(1, 1_000)
    .default(5)
    .describe('Attempts of a job before it fails. An attempt is used up when a service is unavailable or the orchestrator dies or stops.'),
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
  const folder = DATA_DIR ?? dataFolder('DATA_DIR', XDG_DATA_HOME);
  return { ...config, DATA_DIR: folder, JOBS_DIR: JOBS_DIR ?? join(folder, 'jobs') };
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
