import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, integer, readConfig, serverSettings } from '../shared/config/read-config.js';
import { checkExposure, checkMetricsHost } from '../shared/security/check-exposure.js';
import { internalSettings } from '../shared/security/internal-token.js';
import { MAX_BUFFER_GAMES, MIN_BUFFER_GAMES } from './buffer-sizes.js';
import { COMPRESSIONS } from './compression.js';

const schema = z.object({
  ...serverSettings,
  ...internalSettings,
  PORT: integer(0, 65_535).default(50_053),
  /** Where finished workbooks are kept. Default: dezenas/workbooks under XDG_DATA_HOME or ~/.local/share. */
  WORKBOOK_DIR: z.string().min(1).max(4096).optional(),
  XDG_DATA_HOME: z.string().min(1).max(4096).optional(),
  /** Bucket where finished workbooks are kept, instead of the folder. Credentials: AWS_ACCESS_KEY_ID and so on. */
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  /** Goes before the names of its objects. */
  S3_PREFIX: z
    .string()
    .regex(/^[\w.\-/]{0,200}$/, 'must be letters, digits and ._-/')
    .default('dezenas/'),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'must be the name of a region')
    .default('us-east-1'),
  /** Of another service than Amazon's. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/, message: 'must be an http or https URL' }).optional(),
  /** Worker threads that encode and compress rows. */
  WRITER_THREADS: integer(1, 256).default(availableParallelism()),
  /** Games sorted together when a request asks for sorted chunks and names no size. Default: by quantity. */
  SORT_CHUNK_SIZE: integer(MIN_BUFFER_GAMES, MAX_BUFFER_GAMES).optional(),
  /** Games encoded and compressed together when a request names no size. Default: by quantity. */
  WRITE_BUFFER_SIZE: integer(MIN_BUFFER_GAMES, MAX_BUFFER_GAMES).optional(),
  /** How rows are compressed. */
  COMPRESSION: z.enum(COMPRESSIONS).default('direct'),
  /** Memory that the games of one job may take while they are sorted as a whole; more of them are sorted in files. */
  SORT_MEMORY_MB: integer(16, 65_536).default(64),
  /** Where those files go. Default: the folder of the system for temporary files. */
  SORT_DIR: z.string().min(1).max(4096).default(tmpdir()),
});

export type ExcelWriterConfig = Omit<z.infer<typeof schema>, 'WORKBOOK_DIR' | 'XDG_DATA_HOME'> & { WORKBOOK_DIR: string };

/** @throws DezenasError INVALID_ARGUMENT listing every wrong variable. */
export function readExcelWriterConfig(environment: Environment = process.env): ExcelWriterConfig {
  const { XDG_DATA_HOME, WORKBOOK_DIR, ...config } = readConfig(schema, environment);
  checkExposure(config, ['INTERNAL_TOKEN_FILE', 'INTERNAL_TOKEN']);
  checkMetricsHost(config);
  return { ...config, WORKBOOK_DIR: WORKBOOK_DIR ?? join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'dezenas', 'workbooks') };
}
