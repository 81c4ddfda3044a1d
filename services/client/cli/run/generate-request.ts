import { randomUUID } from 'node:crypto';
import type { CreateJobRequest } from '../../library/client.js';
import type { GenerateOptions } from '../options/generate-options.js';
import type { JobOptions } from '../options/job-options.js';
import { toSpecRequest } from './spec-request.js';

/** Converts the options of a job to a request. The orchestrator checks the values. */
export function toCreateJobRequest(options: JobOptions & Pick<GenerateOptions, 'out'>): CreateJobRequest {
  return {
    // The id makes the call idempotent, so that it can be retried.
    requestId: options.requestId ?? randomUUID(),
    spec: {
      ...toSpecRequest(options),
      ...(options.budget === undefined ? { quantity: options.quantity } : { budgetCentavos: options.budget }),
      bestOf: options.bestOf,
    },
    workbook: {
      locale: options.locale ?? 'pt-BR',
      order: ORDERS[options.order ?? 'generated'],
      format: FORMATS[chooseFormat(options)],
      layout: LAYOUTS[options.layout ?? 'workbooks'],
      sheetGames: options.sheetGames,
      checkDraw: options.checkDraw,
      sortChunkSize: options.sortChunkSize,
      writeBufferSize: options.writeBufferSize,
    },
    mode: MODES[options.mode ?? 'auto'],
    allowPartial: options.allowPartial ?? false,
    priority: options.priority,
  };
}

const FORMATS = {
  xlsx: 'FILE_FORMAT_XLSX',
  csv: 'FILE_FORMAT_CSV',
  'csv.gz': 'FILE_FORMAT_CSV_GZIP',
  jsonl: 'FILE_FORMAT_JSON_LINES',
  none: 'FILE_FORMAT_NONE',
} as const;

/** The format that the user chose, else the format of the file name, else xlsx. */
export function chooseFormat({ format, out }: Pick<GenerateOptions, 'format' | 'out'>): keyof typeof FORMATS {
  const named = (['csv.gz', 'csv', 'jsonl'] as const).find((extension) => out?.toLowerCase().endsWith(`.${extension}`));
  return format ?? named ?? 'xlsx';
}

const ORDERS = {
  generated: 'GAME_ORDER_GENERATED',
  'sorted-chunks': 'GAME_ORDER_SORTED_CHUNKS',
  sorted: 'GAME_ORDER_SORTED',
  'by-score': 'GAME_ORDER_BY_SCORE',
} as const;

const LAYOUTS = { workbooks: 'WORKBOOK_LAYOUT_WORKBOOKS', sheets: 'WORKBOOK_LAYOUT_SHEETS' } as const;

const MODES = {
  auto: 'GENERATION_MODE_AUTO',
  parallel: 'GENERATION_MODE_PARALLEL',
  sequential: 'GENERATION_MODE_SEQUENTIAL',
} as const;
