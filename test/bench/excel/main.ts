/**
 * `npm run bench:excel`: compares whole processes that write a workbook of a million games: the path of the excel-writer, the streaming writer of
 * exceljs, libxlsxwriter (C) and zlib alone. Then compares the whole command at ten million games with one million games.
 */

import { type Figure, report } from '../figure.js';
import { benchTenMillion } from './ten-million.js';
import { benchWriters } from './writers.js';

const SEED = 2026;

await report(SEED, [
  ['One million games, the same for every writer', () => benchWriters(SEED)],
  ['Whole command, ten million games', () => benchTenMillion(SEED)],
] satisfies [string, () => AsyncIterable<Figure>][]);
