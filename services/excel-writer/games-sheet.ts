/** Cuts the games sheet of the template where its prototype rows are, and reads how rows look off them. */

import { strFromU8, unzipSync } from 'fflate';
import { LEVELS } from '../shared/games/level.js';
import type { Spec } from '../shared/games/spec.js';
import { columnLetters, FIRST_ROW, type RowLayout } from './row-layout.js';

/** exceljs names sheets by their order: Conferência, Jogos, Regras e Resumo. */
export const GAMES_SHEET = 'xl/worksheets/sheet2.xml';
const SHARED_STRINGS = 'xl/sharedStrings.xml';

/** A template taken apart. */
export interface TemplateParts {
  /** Text before the rows of games, up to and with the header row. */
  head: string;
  /** Text after the rows of games. */
  tail: string;
  layout: RowLayout;
  /** All other parts of the file by name, in its order. */
  others: Map<string, Uint8Array>;
}

/** @param games rows the sheet will have; what names the last row of games says so. */
export function takeApart(template: Uint8Array, spec: Spec, games: number): TemplateParts {
  const entries = Object.entries(unzipSync(template)).filter(([name]) => !name.endsWith('/'));
  const sheet = strFromU8(entries.find(([name]) => name === GAMES_SHEET)?.[1] ?? new Uint8Array(0));
  const start = sheet.indexOf(`<row r="${FIRST_ROW}"`);
  const end = sheet.indexOf('</sheetData>');
  if (start < 0 || end < start) throw new Error('the template has no prototype rows');
  const prototypes = sheet.slice(start, end).split('</row>').slice(0, LEVELS.length);
  const picks = spec.picks + spec.extraPicks;
  const lastColumn = columnLetters(picks + 3);
  return {
    head: sheet.slice(0, start).replace(/<dimension ref="[^"]*"\/>/, `<dimension ref="A1:${lastColumn}${FIRST_ROW + games - 1}"/>`),
    tail: sheet.slice(end),
    layout: readLayout(prototypes, spec, games),
    others: new Map(
      entries
        .filter(([name]) => name !== GAMES_SHEET)
        .map(([name, bytes]) => [name, name === SHARED_STRINGS ? withoutCount(bytes) : bytes]),
    ),
  };
}

function readLayout(prototypes: string[], { lottery, picks: labelled, extraPicks }: Spec, games: number): RowLayout {
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
    formulaRange: `${hits}${FIRST_ROW}:${hits}${FIRST_ROW + games - 1}`,
    drawn: [],
  };
}

/** The optional count of references to shared strings would have to count every row. */
function withoutCount(sharedStrings: Uint8Array): Uint8Array {
  return new TextEncoder().encode(strFromU8(sharedStrings).replace(/(<sst[^>]*?) count="\d+"/, '$1'));
}
