import type { Locale } from '../../shared/games/locale.js';
import type { ConnectionOptions } from './connection-options.js';
import type { SpecOptions } from './spec-options.js';

/** The options of `dezenas generate` as given. */
export interface GenerateOptions extends SpecOptions, ConnectionOptions {
  quantity?: number;
  budget?: number;
  bestOf?: number;
  out?: string;
  format?: 'xlsx' | 'csv' | 'csv.gz' | 'jsonl';
  allowPartial?: boolean;
  order?: 'generated' | 'sorted-chunks' | 'sorted' | 'by-score';
  layout?: 'workbooks' | 'sheets';
  sheetGames?: number;
  checkDraw?: number;
  sortChunkSize?: number;
  writeBufferSize?: number;
  mode?: 'auto' | 'parallel' | 'sequential';
  locale?: Locale;
  json?: boolean;
  quiet?: boolean;
}
