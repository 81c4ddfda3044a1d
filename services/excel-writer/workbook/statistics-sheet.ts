import type { Workbook, Worksheet } from 'exceljs';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import type { FileTotals } from './file-totals.js';
import { HEADER_FILL, HEADER_FONT, LIGHT_GREEN } from './sheet-styles.js';
import type { SheetTexts } from './texts/sheet-texts.js';

/**
 * Adds the statistics of the file's games: how often each number occurs, and the distributions of odd numbers, sums and scores. The sheet
 * is empty until the totals are known.
 */
export function addStatisticsSheet(
  workbook: Workbook,
  { spec }: WorkbookDescription,
  texts: SheetTexts,
  totals: FileTotals | undefined,
): void {
  const sheet = workbook.addWorksheet(texts.statisticsSheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  if (!totals) return;
  const { lottery, picks } = spec;
  const { games, times, odd, sums, scores } = totals.statistics;
  const expected = (games * picks) / lottery.universeSize;
  const share = (count: number) => (games > 0 ? count / games : 0);
  addTable(
    sheet,
    1,
    [texts.numberColumn, texts.times, texts.expected],
    times.map((count, i) => [lottery.labels?.[i] ?? i + 1, count, expected]),
    ['00', '#,##0', '#,##0.0'],
  );
  const table = (column: number, title: string, rows: [string | number, number][]) =>
    addTable(
      sheet,
      column,
      [title, texts.games, texts.share],
      rows.map(([name, count]) => [name, count, share(count)]),
      ['0', '#,##0', '0.00%'],
    );
  table(
    5,
    texts.odd,
    odd.map((count, i): [number, number] => [i, count]),
  );
  table(
    9,
    texts.sumColumn,
    sums.map(({ from, to, games: count }): [string, number] => [`${from} – ${to}`, count]),
  );
  table(
    13,
    texts.scoreTitle,
    scores.map(({ from, to, games: count }): [string, number] => [`${from} – ${to}`, count]),
  );
}

/** Adds a table of three columns that starts at `column`; the second column has data bars. */
function addTable(sheet: Worksheet, column: number, header: string[], rows: (string | number)[][], formats: string[]): void {
  for (const [i, title] of header.entries()) {
    const cell = sheet.getCell(1, column + i);
    cell.value = title;
    cell.font = HEADER_FONT;
    cell.fill = HEADER_FILL;
    sheet.getColumn(column + i).width = Math.max(14, title.length + 2);
  }
  for (const [r, row] of rows.entries()) {
    for (const [i, value] of row.entries()) {
      const cell = sheet.getCell(r + 2, column + i);
      cell.value = value;
      if (typeof value === 'number') cell.numFmt = formats[i];
      cell.alignment = { horizontal: 'center' };
    }
  }
  if (rows.length === 0) return;
  const bars = sheet.getColumn(column + 1).letter;
  sheet.addConditionalFormatting({
    ref: `${bars}2:${bars}${rows.length + 1}`,
    // Without a gradient, exceljs adds an extension with a random id, and the same job would not give the same bytes. exceljs supports the
    // color of data bars, but its types do not.
    rules: [
      {
        type: 'dataBar',
        gradient: true,
        priority: column,
        cfvo: [{ type: 'num', value: 0 }, { type: 'max' }],
        color: LIGHT_GREEN,
      } as never,
    ],
  });
}
