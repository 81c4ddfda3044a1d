import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { MAX_BUFFER_GAMES, MIN_BUFFER_GAMES } from '../domain/workbook/workbook-layout.js';
import {
  dataFolder,
  dataHome,
  type Environment,
  integer,
  path,
  port,
  readConfig,
  replicaSettings,
  serverSettings,
  text,
} from '../shared/config/read-config.js';
import { checkExposure, checkMetricsHost } from '../shared/security/check-exposure.js';
import { internalSettings } from '../shared/security/internal-token.js';

export const excelWriterSettings = z.object({
  ...serverSettings,
  ...replicaSettings,
  ...internalSettings,
  PORT: port(50_053),
  WORKBOOK_DIR: path()
    .optional()
    .meta({ description: 'Folder where finished workbooks are stored.', unset: 'dezenas/workbooks under XDG_DATA_HOME' }),
  ...dataHome,
  S3_BUCKET: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')
    .optional()
    .describe('Bucket that stores finished workbooks instead of the folder. Credentials: `AWS_ACCESS_KEY_ID` and the other AWS variables.'),
  S3_PREFIX: text(/^[\w.\-/]{0,200}$/, 'letters, digits and ._-/')
    .default('dezenas/')
    .describe('Prefix of the object names in the bucket.'),
  S3_REGION: text(/^[a-z0-9-]{1,50}$/, 'the name of a region')
    .default('us-east-1')
    .describe('Region of the bucket.'),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, message: 'must be an http or https URL' })
    .meta({ allowed: 'an http or https URL' })
    .optional()
    .meta({ description: "URL of an S3-compatible service other than Amazon's.", unset: "Amazon's" }),
  WRITER_THREADS: integer(1, 256)
    .default(availableParallelism())
    .meta({ description: 'Worker threads that encode and compress rows.', unset: 'one per core' }),
  SORT_CHUNK_SIZE: integer(MIN_BUFFER_GAMES, MAX_BUFFER_GAMES).optional().meta({
    description: 'Games sorted together when a request asks for sorted chunks without a size.',
    unset: '5000 up to 100,000 games, 10000 up to 1,000,000, else 20000',
  }),
  WRITE_BUFFER_SIZE: integer(MIN_BUFFER_GAMES, MAX_BUFFER_GAMES).optional().meta({
    description: 'Games encoded and compressed together when a request gives no size.',
    unset: '10000 up to 100,000 games, 25000 up to 1,000,000, else 50000',
  }),
  SORT_MEMORY_MB: integer(16, 65_536)
    .default(64)
    .describe('Memory for the games of one job that is sorted as a whole, in MiB. A larger job is sorted in a file.'),
  SORT_DIR: path().default(tmpdir()).meta({ description: 'Folder for sort files.', unset: "the system's folder for temporary files" }),
});

export type ExcelWriterConfig = Omit<z.infer<typeof excelWriterSettings>, 'WORKBOOK_DIR' | 'XDG_DATA_HOME'> & { WORKBOOK_DIR: string };

/** @throws DezenasError INVALID_ARGUMENT that lists every invalid variable. */
export function readExcelWriterConfig(environment: Environment = process.env): ExcelWriterConfig {
  const { XDG_DATA_HOME, WORKBOOK_DIR, ...config } = readConfig(excelWriterSettings, environment);
  checkExposure(config, ['INTERNAL_TOKEN_FILE', 'INTERNAL_TOKEN']);
  checkMetricsHost(config);
  return { ...config, WORKBOOK_DIR: WORKBOOK_DIR ?? join(dataFolder('WORKBOOK_DIR', XDG_DATA_HOME), 'workbooks') };
}
