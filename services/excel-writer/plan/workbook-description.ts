import type { AppliedRule, Spec } from '../../domain/game-spec/spec.js';
import { fromGameSpec } from '../../domain/game-spec/spec-messages.js';
import { fromRuleReport, type Summary } from '../../domain/game-spec/summary.js';
import { FILE_FORMATS, type FileFormat } from '../../domain/workbook/file-format.js';
import { GAME_ORDERS, type GameOrder } from '../../domain/workbook/game-order.js';
import {
  MAX_SHEET_GAMES,
  MAX_SHEETS,
  MIN_SHEET_GAMES,
  sheetsOf,
  WORKBOOK_LAYOUTS,
  type WorkbookLayout,
} from '../../domain/workbook/workbook-layout.js';
import { invalidArgument } from '../../shared/errors.js';
import type { WorkbookHeader__Output } from '../../shared/grpc/generated/dezenas/v1/WorkbookHeader.js';
import type { Locale } from '../../shared/locale.js';
import { Violations } from '../../shared/violations.js';
import type { StatisticsTables } from '../games/game-statistics.js';
import { type BufferSizes, defaultBufferSizes } from './buffer-sizes.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What a job's files are made of, known before its games. */
export interface WorkbookDescription {
  id: string;
  /** spec.quantity is the most games that may follow. */
  spec: Spec;
  /** As applied. */
  rules: AppliedRule[];
  locale: Locale;
  order: GameOrder;
  format: FileFormat;
  layout: WorkbookLayout;
  /** Games a sheet holds at most. */
  sheetGames: number;
  /** Filled in on the check sheet. */
  drawn: DrawnNumbers | undefined;
  buffers: BufferSizes;
  createTime: Date;
}

/** An official result. */
export interface DrawnNumbers {
  /** Official number of the draw. */
  draw: number;
  /** Numbers of each draw of the result: two in Dupla Sena. */
  draws: number[][];
  extras: number[];
}

/** What is known of a file when all its games are there. */
export interface FileTotals {
  /** Of each of its sheets. */
  games: number[];
  statistics: StatisticsTables;
  /** Of the whole job: its last file has it. */
  job: JobTotals | undefined;
}

/** What is known when all games of a job are there. */
export interface JobTotals {
  summary: Summary;
  notices: string[];
}

/** @throws DezenasError INVALID_ARGUMENT when the header is malformed. */
export function fromWorkbookHeader(header: WorkbookHeader__Output, defaults: Partial<BufferSizes>): WorkbookDescription {
  checkWorkbookId(header.workbookId, 'header.workbook_id');
  const spec = fromGameSpec(header.spec);
  const { options } = header;
  const violations = new Violations();
  if (spec.quantity < 1) violations.add('header.spec.quantity', 'must be at least 1');
  const sheetGames = options?.sheetGames ?? MAX_SHEET_GAMES;
  checkSheetGames(sheetGames, spec.quantity, violations);
  const drawn = header.drawn ? toDrawnNumbers(header.drawn, options?.checkDraw ?? 0) : undefined;
  if (drawn) checkDrawnNumbers(drawn, spec.lottery, violations);
  violations.throwIfAny();
  const byQuantity = defaultBufferSizes(spec.quantity);
  return {
    id: header.workbookId,
    spec,
    rules: header.rules.map(fromRuleReport),
    locale: options?.locale === 'en' ? 'en' : 'pt-BR',
    order: GAME_ORDERS.find((order) => options?.order === `GAME_ORDER_${order}`) ?? 'GENERATED',
    format: FILE_FORMATS.find((known) => options?.format === `FILE_FORMAT_${known}`) ?? 'XLSX',
    layout: WORKBOOK_LAYOUTS.find((known) => options?.layout === `WORKBOOK_LAYOUT_${known}`) ?? 'WORKBOOKS',
    sheetGames,
    drawn,
    buffers: {
      sortChunk: options?.sortChunkSize ?? defaults.sortChunk ?? byQuantity.sortChunk,
      writeBuffer: options?.writeBufferSize ?? defaults.writeBuffer ?? byQuantity.writeBuffer,
    },
    createTime: new Date(Number(header.createTime?.seconds ?? 0) * 1000),
  };
}

function checkSheetGames(sheetGames: number, quantity: number, violations: Violations): void {
  const holds = sheetGames >= MIN_SHEET_GAMES && sheetGames <= MAX_SHEET_GAMES && sheetsOf(quantity, sheetGames) <= MAX_SHEETS;
  if (holds) return;
  const description = `must be ${MIN_SHEET_GAMES} to ${MAX_SHEET_GAMES} and give at most ${MAX_SHEETS} sheets`;
  violations.add('header.options.sheet_games', description);
}

function toDrawnNumbers({ numbers, second, extras }: NonNullable<WorkbookHeader__Output['drawn']>, draw: number): DrawnNumbers {
  return { draw, draws: second.length > 0 ? [numbers, second] : [numbers], extras };
}

function checkDrawnNumbers({ draws, extras }: DrawnNumbers, lottery: Spec['lottery'], violations: Violations): void {
  const { drawSize, universeSize, extra } = lottery;
  const holds =
    draws.every((numbers) => numbers.length === drawSize && numbers.every((number) => number >= 1 && number <= universeSize)) &&
    extras.length <= (extra?.drawn ?? 0) &&
    extras.every((number) => number >= 1 && number <= (extra?.universeSize ?? 0));
  if (!holds) violations.add('header.drawn', `must be a result of ${lottery.name}`);
}

/** @throws DezenasError INVALID_ARGUMENT unless the id is a UUID: ids become file names. */
export function checkWorkbookId(id: string, field: string): void {
  if (!UUID.test(id)) throw invalidArgument([{ field, description: 'must be a lower-case UUID' }]);
}
