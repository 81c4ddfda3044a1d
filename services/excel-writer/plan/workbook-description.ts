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
import { type BufferSizes, defaultBufferSizes } from './buffer-sizes.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Everything about a job's files that is known before its first game arrives. */
export interface WorkbookDescription {
  id: string;
  /** spec.quantity is an upper bound: a job that falls short sends fewer games. */
  spec: Spec;
  /** The rules as the orchestrator applied them, defaults included. */
  rules: AppliedRule[];
  locale: Locale;
  order: GameOrder;
  format: FileFormat;
  layout: WorkbookLayout;
  /** Largest number of games on a sheet. */
  sheetGames: number;
  /** Result to fill in on the check sheet; undefined leaves its input cells empty. */
  drawn: DrawnNumbers | undefined;
  buffers: BufferSizes;
  createTime: Date;
}

/** The official result of a draw. */
export interface DrawnNumbers {
  /** Official number of the draw (concurso). */
  draw: number;
  /** Drawn numbers, one list for each draw of the result: Dupla Sena has two. */
  draws: number[][];
  extras: number[];
}

/** What the orchestrator reports about a job after its last game. */
export interface JobTotals {
  summary: Summary;
  notices: string[];
}

/**
 * Converts the first message of a WriteWorkbook call. `defaults` are buffer sizes for requests that name none.
 * @throws DezenasError INVALID_ARGUMENT when the header is malformed.
 */
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

/**
 * Ids become file names, so only UUIDs are allowed.
 * @throws DezenasError INVALID_ARGUMENT when the id is not a lower-case UUID.
 */
export function checkWorkbookId(id: string, field: string): void {
  if (!UUID.test(id)) throw invalidArgument([{ field, description: 'must be a lower-case UUID' }]);
}
