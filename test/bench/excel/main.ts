/**
 * `npm run bench:excel`: a full workbook of a million games, as whole processes side by side: the excel-writer's path, exceljs's
 * streaming writer, libxlsxwriter (C) and zlib alone; then ten million games of the whole command against one million.
 */

import { type Figure, report } from '../figure.js';
import { benchTenMillion } from './ten-million.js';
import { benchWriters } from './writers.js';

const SEED = 2026;

await report(SEED, [
  ['One million games, the same for every writer', () => benchWriters(SEED)],
  ['Whole command, ten million games', () => benchTenMillion(SEED)],
] satisfies [string, () => AsyncIterable<Figure>][]);
