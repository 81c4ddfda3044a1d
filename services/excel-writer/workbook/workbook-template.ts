/**
 * Builds the workbook without its games by exceljs: all sheets, styles, widths, frozen panes, filters and conditional formats. Each games
 * sheet has one prototype row for each level. The template is built once before the games, for the heads and styles of the games sheets,
 * and once after them, with the totals.
 */

import { createRequire } from 'node:module';
import type { PageSetup, Style, Workbook, Worksheet } from 'exceljs';
import { LEVELS } from '../../core/level.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import type { PlannedFile } from '../plan/plan-files.js';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import { columnLetters, FIRST_ROW, lastRow } from '../rows/row-layout.js';
import type { FileTotals } from './file-totals.js';
import { HEADER_FILL, HEADER_FONT, LIGHT_GREEN } from './sheet-styles.js';
import { addStatisticsSheet } from './statistics-sheet.js';
import { addSummarySheet } from './summary-sheet.js';
import { extraTitle, SHEET_TEXTS, type SheetTexts } from './texts/sheet-texts.js';

// The whole of exceljs takes three times as long to load because of readers and writers that are not needed here.
const ExcelWorkbook = createRequire(import.meta.url)('exceljs/lib/doc/workbook.js') as typeof Workbook;

/** First input cell for drawn numbers on the check sheet. */
const DRAWN_ROW = 5;
const DRAWN_COLUMN = 1;

// One style object for each kind of cell: exceljs compares them by identity first, which is fast.
const border = { style: 'thin', color: { argb: 'FFBFBFBF' } } as const;
const borders = { top: border, left: border, bottom: border, right: border };
const centred = { horizontal: 'center', vertical: 'middle' } as const;
const HEADER: Partial<Style> = {
  font: HEADER_FONT,
  fill: HEADER_FILL,
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

/** Prints each sheet on A4, scaled to the width of the page. */
const PAGE: Partial<PageSetup> = { paperSize: 9, orientation: 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 };

/** Builds the .xlsx file with prototype rows in place of the games. Without totals, ranges cover the planned number of games. */
export async function buildTemplate(description: WorkbookDescription, file: PlannedFile, totals?: FileTotals): Promise<Uint8Array> {
  const workbook = new ExcelWorkbook();
  const texts = SHEET_TEXTS[description.locale];
  const { part, parts } = file;
  workbook.creator = 'Dezenas';
  workbook.lastModifiedBy = 'Dezenas';
  workbook.title = `${texts.title}: ${description.spec.lottery.name}${parts > 1 ? ` (${texts.partOf(part, parts)})` : ''}`;
  workbook.created = description.createTime;
  workbook.modified = description.createTime;
  const games = totals?.games ?? file.sheets;
  const sheets = games.map((count, i) => ({ name: games.length > 1 ? `${texts.gamesSheet} ${i + 1}` : texts.gamesSheet, games: count }));
  addCheckSheet(workbook, description, file, texts, sheets, totals);
  for (const sheet of sheets) addGamesSheet(workbook, description, texts, sheet);
  addSummarySheet(workbook, description, file, texts, totals);
  addStatisticsSheet(workbook, description, texts, totals);
  for (const sheet of workbook.worksheets) sheet.pageSetup = { ...sheet.pageSetup, ...PAGE };
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

interface GamesSheet {
  name: string;
  games: number;
}

/** Last row of a range of games; a range has at least one row. */
function lastGameRow({ games }: GamesSheet): number {
  return Math.max(FIRST_ROW, lastRow(games));
}

function addCheckSheet(
  workbook: Workbook,
  { spec, locale, drawn }: WorkbookDescription,
  { part, parts }: PlannedFile,
  texts: SheetTexts,
  sheets: GamesSheet[],
  totals: FileTotals | undefined,
): void {
  const sheet = workbook.addWorksheet(texts.checkSheet, { views: [{ showGridLines: false }] });
  const { lottery } = spec;
  const { drawSize } = lottery;
  sheet.getCell('A1').value = `${texts.checkTitle}: ${spec.lottery.name}${parts > 1 ? ` (${texts.partOf(part, parts)})` : ''}`;
  sheet.getCell('A1').style = { font: { bold: true, size: 14 } };
  sheet.getCell('A2').value = lottery.columnSize ? `${texts.checkHint} ${texts.columnHint}` : texts.checkHint;
  if (drawn) sheet.getCell('A3').value = texts.checkedDraw(drawn.draw);
  const [min, max] = labelRange(lottery);
  for (let i = 0; i < drawSize; i++) {
    setCell(sheet, DRAWN_ROW - 1, DRAWN_COLUMN + i, texts.drawnNumber(i + 1), HEADER);
    for (let draw = 0; draw < lottery.drawsPerResult; draw++) {
      const number = drawn?.draws[draw]?.[i];
      const value = number === undefined ? null : (lottery.labels?.[number - 1] ?? number);
      addInput(sheet, DRAWN_ROW + draw, DRAWN_COLUMN + i, value, min, max, texts);
    }
  }
  for (let draw = 0; draw < lottery.drawsPerResult; draw++) {
    workbook.definedNames.add(drawnCells(DRAWN_ROW + draw, 0, drawSize, texts), drawName(lottery, draw, texts));
  }
  const { extra } = lottery;
  for (let i = 0; extra && i < extra.drawn; i++) {
    const column = DRAWN_COLUMN + drawSize + i;
    setCell(sheet, DRAWN_ROW - 1, column, extraTitle(extra, i, extra.drawn, locale), HEADER);
    addInput(sheet, DRAWN_ROW, column, drawn?.extras[i] ?? null, 1, extra.universeSize, texts);
  }
  const column = columnLetters(spec.picks + spec.extraPicks + 3);
  const top = DRAWN_ROW + 1 + lottery.drawsPerResult;
  setCell(sheet, top, 1, texts.hits, HEADER);
  setCell(sheet, top, 2, texts.games, HEADER);
  const mostHits = Math.min(drawSize, spec.picks);
  for (let count = mostHits; count >= 0; count--) {
    const row = top + 1 + mostHits - count;
    setCell(sheet, row, 1, count, PLAIN);
    const counts = sheets.map((each) => `COUNTIF('${each.name}'!$${column}$${FIRST_ROW}:$${column}$${lastGameRow(each)},A${row})`);
    setCell(sheet, row, 2, { formula: counts.join('+'), result: totals?.statistics.hits[count] ?? 0 }, INDEX);
  }
  sheet.getCell(top + mostHits + 3, 1).value = texts.fairness;
}

function addGamesSheet(workbook: Workbook, { spec, locale }: WorkbookDescription, texts: SheetTexts, games: GamesSheet): void {
  const sheet = workbook.addWorksheet(games.name, { views: [{ state: 'frozen', ySplit: 1 }] });
  const { lottery, picks, extraPicks } = spec;
  const { extra } = lottery;
  const valueCount = picks + extraPicks;
  const numbers = Array.from({ length: picks }, (_, i) => i + 1);
  const extras = Array.from({ length: extraPicks }, (_, i) => i);
  const lastColumn = columnLetters(valueCount + 3);
  const last = lastGameRow(games);
  const extraTitles = extras.map((i) => (extra ? extraTitle(extra, i, extraPicks, locale) : ''));
  const headers = [texts.gameNumber, ...numbers.map(texts.number), ...extraTitles, texts.score, texts.level, texts.hits];
  const styles = [INDEX, ...numbers.map(() => NUMBER), ...extras.map(() => NUMBER), SCORE, PLAIN, HITS];
  const widths = [12, ...numbers.map(() => 6), ...extraTitles.map((title) => Math.max(8, title.length + 2)), 12, 12, 10];
  for (const [i, width] of widths.entries()) sheet.getColumn(i + 1).width = width;
  for (const [i, header] of headers.entries()) setCell(sheet, 1, i + 1, header, HEADER);
  const draws = Array.from({ length: lottery.drawsPerResult }, (_, draw) => drawnCells(DRAWN_ROW + draw, 0, lottery.drawSize, texts));
  // A shared formula must not refer to another sheet, and libraries such as Apache POI and excelize calculate no array within COUNTIF: a defined
  // name and one COUNTIF per number give the hits in all of them. https://github.com/apache/poi/pull/1312
  const cells = numbers.map((number) => `${columnLetters(number)}${FIRST_ROW}`);
  const hits = draws.map((_, draw) => cells.map((cell) => `COUNTIF(${drawName(lottery, draw, texts)},${cell})`).join('+'));
  // When a result has two draws, the better one counts.
  const formula = hits.length > 1 ? `MAX(${hits.join(',')})` : hits[0];
  for (const [i, level] of LEVELS.entries()) {
    const row = FIRST_ROW + i;
    const values = [i + 1, ...numbers, ...extras.map(() => 1), 50.25, texts.levels[level], { formula, result: 0 }];
    for (const [column, value] of values.entries()) setCell(sheet, row, column + 1, value, styles[column]);
  }
  sheet.autoFilter = `A1:${lastColumn}${last}`;
  sheet.pageSetup.printTitlesRow = '1:1';
  const anyDraw = draws.map((drawn) => `COUNTIF(${drawn},B${FIRST_ROW})`).join('+');
  highlight(sheet, `B${FIRST_ROW}:${columnLetters(picks)}${last}`, `${anyDraw}>0`, 1);
  if (extra && extraPicks > 0) {
    const first = columnLetters(picks + 1);
    const drawn = drawnCells(DRAWN_ROW, lottery.drawSize, extra.drawn, texts);
    highlight(sheet, `${first}${FIRST_ROW}:${columnLetters(valueCount)}${last}`, `COUNTIF(${drawn},${first}${FIRST_ROW})>0`, 2);
  }
}

function highlight(sheet: Worksheet, ref: string, formula: string, priority: number): void {
  sheet.addConditionalFormatting({
    ref,
    rules: [
      {
        type: 'expression',
        priority,
        formulae: [formula],
        style: { font: { bold: true }, fill: { type: 'pattern', pattern: 'solid', bgColor: LIGHT_GREEN } },
      },
    ],
  });
}

function addInput(sheet: Worksheet, row: number, column: number, value: number | null, min: number, max: number, texts: SheetTexts): void {
  sheet.getColumn(column).width = 14;
  setCell(sheet, row, column, value, INPUT);
  sheet.getCell(row, column).dataValidation = {
    type: 'whole',
    operator: 'between',
    formulae: [min, max],
    allowBlank: true,
    showErrorMessage: true,
    errorTitle: texts.checkSheet,
    error: texts.drawnNumberError(min, max),
  };
}

/** Lowest and highest label of a number on the ticket. */
function labelRange({ universeSize, labels = [1, universeSize] }: Lottery): [number, number] {
  return [Math.min(...labels), Math.max(...labels)];
}

/** The defined name of the input cells of a draw. */
function drawName({ drawsPerResult }: Lottery, draw: number, texts: SheetTexts): string {
  return drawsPerResult > 1 ? `${texts.drawName}_${draw + 1}` : texts.drawName;
}

/** Reference from other sheets to `count` input cells of a row, after the first `skip` cells. */
function drawnCells(row: number, skip: number, count: number, texts: SheetTexts): string {
  const first = columnLetters(DRAWN_COLUMN - 1 + skip);
  const last = columnLetters(DRAWN_COLUMN - 2 + skip + count);
  return `'${texts.checkSheet}'!$${first}$${row}:$${last}$${row}`;
}

function setCell(sheet: Worksheet, row: number, column: number, value: Worksheet['lastRow'] | unknown, style: Partial<Style>): void {
  const cell = sheet.getCell(row, column);
  cell.value = value as typeof cell.value;
  cell.style = style;
}
