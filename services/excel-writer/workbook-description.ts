import { invalidArgument } from '../shared/errors.js';
import { FILE_FORMATS, type FileFormat, MAX_SHEET_GAMES } from '../shared/games/file-format.js';
import { GAME_ORDERS, type GameOrder } from '../shared/games/game-order.js';
import type { Locale } from '../shared/games/locale.js';
import type { Spec } from '../shared/games/spec.js';
import { fromGameSpec } from '../shared/games/spec-messages.js';
import type { Summary } from '../shared/games/summary.js';
import type { WorkbookHeader__Output } from '../shared/grpc/generated/dezenas/v1/WorkbookHeader.js';
import { type BufferSizes, defaultBufferSizes } from './buffer-sizes.js';
import type { StatisticsTables } from './game-statistics.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What a workbook is made of, known before its games. */
export interface WorkbookDescription {
  id: string;
  /** spec.quantity is the most games that may follow. */
  spec: Spec;
  locale: Locale;
  order: GameOrder;
  format: FileFormat;
  buffers: BufferSizes;
  createTime: Date;
}

/** What is known when all games are there. */
export interface WorkbookTotals {
  summary: Summary;
  notices: string[];
  statistics: StatisticsTables;
}

/** @throws DezenasError INVALID_ARGUMENT when the header is malformed. */
export function fromWorkbookHeader(header: WorkbookHeader__Output, defaults: Partial<BufferSizes>): WorkbookDescription {
  checkWorkbookId(header.workbookId, 'header.workbook_id');
  const spec = fromGameSpec(header.spec);
  const format = FILE_FORMATS.find((known) => header.options?.format === `FILE_FORMAT_${known}`) ?? 'XLSX';
  if (format === 'XLSX' && spec.quantity > MAX_SHEET_GAMES) {
    throw invalidArgument([
      {
        field: 'header.spec.quantity',
        description: `more than ${MAX_SHEET_GAMES} games need several workbooks, which this version does not write`,
      },
    ]);
  }
  if (spec.quantity < 1) throw invalidArgument([{ field: 'header.spec.quantity', description: 'must be at least 1' }]);
  const byQuantity = defaultBufferSizes(spec.quantity);
  const options = header.options;
  return {
    id: header.workbookId,
    spec,
    locale: options?.locale === 'en' ? 'en' : 'pt-BR',
    order: GAME_ORDERS.find((order) => options?.order === `GAME_ORDER_${order}`) ?? 'GENERATED',
    format,
    buffers: {
      sortChunk: options?.sortChunkSize ?? defaults.sortChunk ?? byQuantity.sortChunk,
      writeBuffer: options?.writeBufferSize ?? defaults.writeBuffer ?? byQuantity.writeBuffer,
    },
    createTime: new Date(Number(header.createTime?.seconds ?? 0) * 1000),
  };
}

/** Bytes of a packed game: its numbers and what goes with them. */
export function valuesOf({ picks, extraPicks }: Spec): number {
  return picks + extraPicks;
}

/** @throws DezenasError INVALID_ARGUMENT unless the id is a UUID: ids become file names. */
export function checkWorkbookId(id: string, field: string): void {
  if (!UUID.test(id)) throw invalidArgument([{ field, description: 'must be a lower-case UUID' }]);
}
