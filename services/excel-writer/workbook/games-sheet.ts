/** Cuts the prototype rows out of the template's games sheets and derives the row layout from them. */

import { LEVELS } from '../../core/level.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import { unzip } from '../../shared/spreadsheet/zip-reader.js';
import { columnLetters, FIRST_ROW, lastRow, type RowLayout } from '../rows/row-layout.js';

const SHARED_STRINGS = 'xl/sharedStrings.xml';
const WORKBOOK = 'xl/workbook.xml';

/** The parts of a template. */
export interface TemplateParts {
  /** The games sheets in order. */
  sheets: GamesSheetParts[];
  /** All other parts by name, in the order of the file. */
  others: Map<string, Uint8Array>;
}

export interface GamesSheetParts {
  /** Name of the part in the file. */
  name: string;
  /** XML up to the end of the header row. */
  head: string;
  /** XML after the last row. */
  tail: string;
  layout: RowLayout;
}

/**
 * Takes a template apart.
 * @param games number of games of each sheet, from which the dimension and the range of the formula follow.
 * @param draws drawn numbers to count the hits of the games in.
 */
export async function takeApart(template: Uint8Array, spec: Spec, games: number[], draws: number[][]): Promise<TemplateParts> {
  const entries = await unzip(template);
  const sheets = games.map((count, i) => takeSheetApart(gamesSheetName(i), entries, spec, count, draws));
  for (const { name } of sheets) entries.delete(name);
  const strings = entries.get(SHARED_STRINGS);
  if (strings) entries.set(SHARED_STRINGS, withoutCount(strings));
  const workbook = entries.get(WORKBOOK);
  if (workbook) entries.set(WORKBOOK, withoutNeedlessQuotes(workbook));
  for (const [name, part] of entries) if (name.startsWith('xl/worksheets/sheet')) entries.set(name, withoutEmptyIds(part));
  return { sheets, others: entries };
}

/** exceljs names sheets by their order, and the games sheets follow the check sheet. */
function gamesSheetName(index: number): string {
  return `xl/worksheets/sheet${index + 2}.xml`;
}

function takeSheetApart(name: string, entries: Map<string, Uint8Array>, spec: Spec, games: number, draws: number[][]): GamesSheetParts {
  const sheet = textOf(entries.get(name) ?? new Uint8Array(0));
  const start = sheet.indexOf(`<row r="${FIRST_ROW}"`);
  const end = sheet.indexOf('</sheetData>');
  if (start < 0 || end < start) throw new Error('the template has no prototype rows');
  const prototypes = sheet.slice(start, end).split('</row>').slice(0, LEVELS.length);
  const lastColumn = columnLetters(spec.picks + spec.extraPicks + 3);
  return {
    name,
    head: sheet.slice(0, start).replace(/<dimension ref="[^"]*"\/>/, `<dimension ref="A1:${lastColumn}${lastRow(games)}"/>`),
    tail: sheet.slice(end),
    layout: readLayout(prototypes, spec, games, draws),
  };
}

function readLayout(prototypes: string[], { lottery, picks: labelled, extraPicks }: Spec, games: number, drawn: number[][]): RowLayout {
  const { labels } = lottery;
  const picks = labelled + extraPicks;
  const cells = prototypes.map((row) => [...row.matchAll(/<c r="[A-Z]+\d+" s="(\d+)"[^>]*>(?:<f>([^<]*)<\/f>)?<v>([^<]*)<\/v>/g)]);
  const [first] = cells;
  if (!first || cells.some((row) => row.length !== picks + 4)) throw new Error('a prototype row of the template has an unexpected form');
  const hits = columnLetters(picks + 3);
  return {
    picks,
    labels: labels ? [0, ...labels] : [],
    labelled,
    styles: first.map(([, style]) => Number(style)),
    levelStrings: cells.map((row) => Number(row[picks + 2]?.[3])),
    formula: first[picks + 3]?.[2] ?? '',
    formulaRange: `${hits}${FIRST_ROW}:${hits}${lastRow(games)}`,
    drawn,
  };
}

/** Removes the optional count of references to shared strings, which would have to include every row. */
function withoutCount(sharedStrings: Uint8Array): Uint8Array {
  return Buffer.from(textOf(sharedStrings).replace(/(<sst[^>]*?) count="\d+"/, '$1'));
}

/** Removes the quotes around a sheet's name of letters in defined names. exceljs always writes the quotes, and excelize does not read a name with them. */
function withoutNeedlessQuotes(workbook: Uint8Array): Uint8Array {
  return Buffer.from(textOf(workbook).replace(/(<definedName name="[^_"][^"]*">)&apos;(\p{L}+)&apos;!/gu, '$1$2!'));
}

/** Removes the empty extensions that exceljs writes for data bars with a gradient and the schema does not allow. */
function withoutEmptyIds(sheet: Uint8Array): Uint8Array {
  return Buffer.from(textOf(sheet).replace(/<extLst><ext [^>]*><x14:id\/><\/ext><\/extLst>/g, ''));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
