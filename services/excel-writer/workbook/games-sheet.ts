/** Cuts the games sheet of the template where its prototype rows are, and reads how rows look off them. */

import { strFromU8, strToU8, unzipSync } from 'fflate';
import { LEVELS } from '../../core/level.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import { columnLetters, FIRST_ROW, lastRow, type RowLayout } from '../rows/row-layout.js';

const SHARED_STRINGS = 'xl/sharedStrings.xml';

/** A template taken apart. */
export interface TemplateParts {
  /** The sheets of games, in order. */
  sheets: GamesSheetParts[];
  /** All other parts of the file by name, in its order. */
  others: Map<string, Uint8Array>;
}

export interface GamesSheetParts {
  /** Of its part in the file. */
  name: string;
  /** Text before the rows of games, up to and with the header row. */
  head: string;
  /** Text after the rows of games. */
  tail: string;
  layout: RowLayout;
}

/**
 * @param games rows each sheet will have; what names the last row of games says so.
 * @param draws drawn numbers that the hits count.
 */
export function takeApart(template: Uint8Array, spec: Spec, games: number[], draws: number[][]): TemplateParts {
  const entries = new Map<string, Uint8Array>(Object.entries(unzipSync(template)).filter(([name]) => !name.endsWith('/')));
  const sheets = games.map((count, i) => takeSheetApart(gamesSheetName(i), entries, spec, count, draws));
  for (const { name } of sheets) entries.delete(name);
  const strings = entries.get(SHARED_STRINGS);
  if (strings) entries.set(SHARED_STRINGS, withoutCount(strings));
  for (const [name, part] of entries) if (name.startsWith('xl/worksheets/sheet')) entries.set(name, withoutEmptyIds(part));
  return { sheets, others: entries };
}

/** exceljs names sheets by their order: Conferência, Jogos (one or more), Regras e Resumo, Estatísticas. */
function gamesSheetName(index: number): string {
  return `xl/worksheets/sheet${index + 2}.xml`;
}

function takeSheetApart(name: string, entries: Map<string, Uint8Array>, spec: Spec, games: number, draws: number[][]): GamesSheetParts {
  const sheet = strFromU8(entries.get(name) ?? new Uint8Array(0));
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
  if (!first || cells.some((row) => row.length !== picks + 4)) throw new Error('a prototype row of the template is not as expected');
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

/** The optional count of references to shared strings would have to count every row. */
function withoutCount(sharedStrings: Uint8Array): Uint8Array {
  return strToU8(strFromU8(sharedStrings).replace(/(<sst[^>]*?) count="\d+"/, '$1'));
}

/** exceljs gives every data bar an extension; those without one get a reference to nothing, which the schema does not allow. */
function withoutEmptyIds(sheet: Uint8Array): Uint8Array {
  return strToU8(strFromU8(sheet).replace(/<extLst><ext [^>]*><x14:id\/><\/ext><\/extLst>/g, ''));
}
