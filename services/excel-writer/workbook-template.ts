/**
 * The workbook as a person designs it, made by exceljs: all sheets, styles, widths, frozen panes, filter, conditional formats, and
 * on the games sheet one prototype row a level instead of the games. Built once before the games, for the head of the
 * games sheet and its style ids, and once after them, with the totals.
 */

import ExcelJS, { type Style, type Workbook, type Worksheet } from 'exceljs';
import { LEVELS } from '../shared/games/level.js';
import { columnLetters, FIRST_ROW } from './row-layout.js';
import { SHEET_TEXTS, type SheetTexts } from './sheet-texts.js';
import { addSummarySheet } from './summary-sheet.js';
import type { WorkbookDescription, WorkbookTotals } from './workbook-description.js';

/** Where the drawn numbers are typed in on the check sheet. */
const DRAWN_ROW = 5;
const DRAWN_COLUMN = 1;

// One object a kind of cell: exceljs finds equal styles by identity, then.
const border = { style: 'thin', color: { argb: 'FFBFBFBF' } } as const;
const borders = { top: border, left: border, bottom: border, right: border };
const centred = { horizontal: 'center', vertical: 'middle' } as const;
const HEADER: Partial<Style> = {
  font: { bold: true, color: { argb: 'FFFFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FF1F7A4D' } },
  alignment: centred,
  border: borders,
};
const INDEX: Partial<Style> = { alignment: centred, border: borders, numFmt: '#,##0' };
const NUMBER: Partial<Style> = { alignment: centred, border: borders, numFmt: '00' };
const SCORE: Partial<Style> = { alignment: centred, border: borders, numFmt: '0.00' };
const PLAIN: Partial<Style> = { alignment: centred, border: borders };
const HITS: Partial<Style> = { alignment: centred, border: borders, font: { bold: true } };
const INPUT: Partial<Style> = {
  alignment: centred,
  border: borders,
  font: { bold: true, size: 14 },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFF2CC' } },
};

/** The file as exceljs writes it, with prototype rows in place of `games` games. */
export async function buildTemplate(description: WorkbookDescription, games: number, totals?: WorkbookTotals): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const texts = SHEET_TEXTS[description.locale];
  workbook.creator = 'Dezenas';
  workbook.lastModifiedBy = 'Dezenas';
  workbook.title = `${texts.title}: ${description.spec.lottery.name}`;
  workbook.created = description.createTime;
  workbook.modified = description.createTime;
  addCheckSheet(workbook, description, texts, games);
  addGamesSheet(workbook, description, texts, games);
  addSummarySheet(workbook, description, texts, totals);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function addCheckSheet(workbook: Workbook, { spec }: WorkbookDescription, texts: SheetTexts, games: number): void {
  const sheet = workbook.addWorksheet(texts.checkSheet, { views: [{ showGridLines: false }] });
  const { drawSize, universeSize } = spec.lottery;
  sheet.getCell('A1').value = `${texts.checkTitle}: ${spec.lottery.name}`;
  sheet.getCell('A1').style = { font: { bold: true, size: 14 } };
  sheet.getCell('A2').value = texts.checkHint;
  for (let i = 0; i < drawSize; i++) {
    const column = DRAWN_COLUMN + i;
    sheet.getColumn(column).width = 14;
    setCell(sheet, DRAWN_ROW - 1, column, texts.drawnNumber(i + 1), HEADER);
    setCell(sheet, DRAWN_ROW, column, null, INPUT);
    sheet.getCell(DRAWN_ROW, column).dataValidation = {
      type: 'whole',
      operator: 'between',
      formulae: [1, universeSize],
      allowBlank: true,
      showErrorMessage: true,
      errorTitle: texts.checkSheet,
      error: texts.drawnNumberError(universeSize),
    };
  }
  const lastRow = FIRST_ROW + games - 1;
  const hitsColumn = columnLetters(spec.picks + 3);
  const hits = `'${texts.gamesSheet}'!$${hitsColumn}$${FIRST_ROW}:$${hitsColumn}$${lastRow}`;
  const top = DRAWN_ROW + 2;
  setCell(sheet, top, 1, texts.hits, HEADER);
  setCell(sheet, top, 2, texts.games, HEADER);
  const most = Math.min(drawSize, spec.picks);
  for (let count = most; count >= 0; count--) {
    const row = top + 1 + most - count;
    setCell(sheet, row, 1, count, PLAIN);
    // Before any number is typed in, every game has 0 hits.
    setCell(sheet, row, 2, { formula: `COUNTIF(${hits},A${row})`, result: count === 0 ? games : 0 }, INDEX);
  }
  sheet.getCell(top + most + 3, 1).value = texts.fairness;
}

function addGamesSheet(workbook: Workbook, { spec }: WorkbookDescription, texts: SheetTexts, games: number): void {
  const sheet = workbook.addWorksheet(texts.gamesSheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  const { picks } = spec;
  const numbers = Array.from({ length: picks }, (_, i) => i + 1);
  const lastColumn = columnLetters(picks + 3);
  const lastRow = FIRST_ROW + games - 1;
  const headers = [texts.gameNumber, ...numbers.map(texts.number), texts.score, texts.level, texts.hits];
  const styles = [INDEX, ...numbers.map(() => NUMBER), SCORE, PLAIN, HITS];
  const widths = [12, ...numbers.map(() => 6), 12, 12, 10];
  for (const [i, width] of widths.entries()) sheet.getColumn(i + 1).width = width;
  for (const [i, header] of headers.entries()) setCell(sheet, 1, i + 1, header, HEADER);
  const drawn = drawnNumbers(spec.lottery.drawSize, texts);
  const formula = `SUMPRODUCT(COUNTIF(${drawn},B${FIRST_ROW}:${columnLetters(picks)}${FIRST_ROW}))`;
  for (const [i, level] of LEVELS.entries()) {
    const row = FIRST_ROW + i;
    const values = [i + 1, ...numbers, 50.25, texts.levels[level], { formula, result: 0 }];
    for (const [column, value] of values.entries()) setCell(sheet, row, column + 1, value, styles[column]);
  }
  sheet.autoFilter = `A1:${lastColumn}${lastRow}`;
  sheet.addConditionalFormatting({
    ref: `B${FIRST_ROW}:${columnLetters(picks)}${lastRow}`,
    rules: [
      {
        type: 'expression',
        priority: 1,
        formulae: [`COUNTIF(${drawn},B${FIRST_ROW})>0`],
        style: { font: { bold: true }, fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: 'FFA9D08E' } } },
      },
    ],
  });
}

/** The cells of the drawn numbers, as other sheets refer to them. */
function drawnNumbers(drawSize: number, texts: SheetTexts): string {
  const first = columnLetters(DRAWN_COLUMN - 1);
  const last = columnLetters(DRAWN_COLUMN - 2 + drawSize);
  return `'${texts.checkSheet}'!$${first}$${DRAWN_ROW}:$${last}$${DRAWN_ROW}`;
}

function setCell(sheet: Worksheet, row: number, column: number, value: Worksheet['lastRow'] | unknown, style: Partial<Style>): void {
  const cell = sheet.getCell(row, column);
  cell.value = value as typeof cell.value;
  cell.style = style;
}
