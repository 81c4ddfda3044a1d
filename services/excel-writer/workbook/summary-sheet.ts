import type { Workbook, Worksheet } from 'exceljs';
import { LEVELS } from '../../core/level.js';
import type { AppliedRule, Spec } from '../../domain/game-spec/spec.js';
import type { Summary } from '../../domain/game-spec/summary.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { gamePriceCentavos } from '../../domain/lotteries/price.js';
import { findRule } from '../../domain/rules/catalogue.js';
import { titleOf } from '../../domain/rules/rule.js';
import { findScoreTerm } from '../../domain/scores/terms.js';
import type { Locale } from '../../shared/locale.js';
import type { PlannedFile } from '../plan/plan-files.js';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import type { FileTotals } from './file-totals.js';
import { HEADER_FILL, HEADER_FONT } from './sheet-styles.js';
import type { SheetTexts } from './texts/sheet-texts.js';

type Value = string | number;

/**
 * Adds the audit of the job: every parameter, every rule with its rejections, levels, scores, price, seed and digest. Levels and scores
 * count the file's own games. Figures of the whole job are in its last file only. The sheet is empty until the totals are known.
 */
export function addSummarySheet(
  workbook: Workbook,
  description: WorkbookDescription,
  file: PlannedFile,
  texts: SheetTexts,
  totals: FileTotals | undefined,
): void {
  const sheet = workbook.addWorksheet(texts.summarySheet, { views: [{ showGridLines: false }] });
  sheet.getColumn(1).width = 48;
  sheet.getColumn(2).width = 26;
  for (const column of [3, 4, 5]) sheet.getColumn(column).width = 22;
  if (!totals) return;
  const { job, statistics } = totals;
  addSection(sheet, [texts.parameters], parameterRows(description, file, texts, totals));
  addSection(
    sheet,
    [texts.rules, texts.minimum, texts.maximum, texts.holds, texts.rejections],
    description.rules.map((rule, i) => [
      ruleTitle(rule, description.spec.lottery, description.locale, texts),
      rule.min,
      rule.max,
      holds(rule, texts),
      job?.summary.rules[i]?.rejections ?? texts.inLastPart,
    ]),
  );
  addSection(
    sheet,
    [texts.scoreTerms, texts.weight, texts.ideal],
    description.spec.scoreSettings.map(({ id, weight, ideal }) => [
      findScoreTerm(id)?.title[description.locale] ?? id,
      weight,
      ...(ideal === undefined ? [] : [ideal]),
    ]),
  );
  addSection(
    sheet,
    [texts.levelsTitle],
    LEVELS.map((level) => [texts.levels[level], statistics.gamesByLevel[level]]),
  );
  addSection(
    sheet,
    [texts.scoreTitle],
    [
      [texts.scoreMin, statistics.score.min / 100],
      [texts.scoreMean, statistics.score.mean / 100],
      [texts.scoreMax, statistics.score.max / 100],
    ],
  );
  addSection(
    sheet,
    [texts.notices],
    [...(job?.notices ?? []), texts.fairness].map((notice) => [notice]),
  );
}

function parameterRows(
  { spec, order, locale }: WorkbookDescription,
  { part, parts, firstGame }: PlannedFile,
  texts: SheetTexts,
  { statistics, job }: FileTotals,
): Value[][] {
  const { constraints, lottery } = spec;
  const labels = (numbers: number[]) => numbers.map((number) => lottery.labels?.[number - 1] ?? number);
  const extraTitle = lottery.extra?.title[locale];
  const list = (numbers: number[], empty: string) => (numbers.length > 0 ? numbers.join(', ') : empty);
  const repeats = constraints.minRepetition !== undefined || constraints.maxRepetition !== undefined;
  const window = texts.window(constraints.window, texts.scopes[constraints.windowScope]);
  const repetition = texts.bounds(constraints.minRepetition, constraints.maxRepetition);
  /** A figure that only the last file has. */
  const atEnd = (value: (summary: Summary) => Value) => (job ? value(job.summary) : texts.inLastPart);
  const games = statistics.games;
  return [
    [texts.lottery, spec.lottery.name],
    [texts.picks, spec.picks],
    [texts.quantity, job?.summary.games ?? spec.quantity],
    ...(parts > 1
      ? [
          [texts.part, texts.partOf(part, parts)],
          [texts.partGames, texts.fromTo(firstGame, firstGame + games - 1)],
        ]
      : []),
    ...(spec.bestOf === undefined
      ? []
      : [
          [texts.bestOf, spec.bestOf],
          [texts.chosenFrom, atEnd(({ chosenFrom }) => chosenFrom)],
        ]),
    ...(lottery.prices.length > 0 && parts > 1 ? [[texts.partPrice(lottery.currency), priceOf(spec, games)]] : []),
    ...(lottery.prices.length > 0 ? [[texts.price(lottery.currency), priceOf(spec, job?.summary.games ?? spec.quantity)]] : []),
    [texts.fixedNumbers, list(labels(constraints.fixedNumbers), texts.none)],
    [texts.poolNumbers, list(labels(constraints.poolNumbers), texts.all)],
    [texts.excludedNumbers, list(labels(constraints.excludedNumbers), texts.none)],
    ...(extraTitle === undefined
      ? []
      : [
          [texts.extraPicks(extraTitle), spec.extraPicks],
          [texts.extraNumbers(extraTitle), list(constraints.extraNumbers, texts.all)],
        ]),
    [texts.odd, texts.bounds(constraints.minOdd, constraints.maxOdd)],
    [texts.even, texts.bounds(constraints.minEven, constraints.maxEven)],
    [texts.repetition, repeats ? `${repetition} (${window})` : repetition],
    [texts.weighting, texts.weightings[spec.weighting]],
    ...(spec.minScore === undefined ? [] : [[texts.minScore, spec.minScore / 100]]),
    [texts.order, texts.orders[order]],
    // As text, because spreadsheet programs keep only 15 digits of a number.
    [texts.seed, spec.seed.toString()],
    [texts.chunkSize, spec.chunkSize],
    [texts.historyVersion, spec.historyVersion || texts.noHistory],
    ...(spec.popularityVersion === '' ? [] : [[texts.popularityVersion, spec.popularityVersion]]),
    [texts.coreVersion, spec.coreVersion],
    [texts.digest, atEnd(({ gamesSha256 }) => gamesSha256)],
    [texts.spaceSize, atEnd((summary) => spaceSize(summary.spaceSize))],
    [texts.candidates, atEnd(({ candidates }) => candidates)],
    ...(job && job.summary.repeatProbability > 0 ? [[texts.repeatProbability, job.summary.repeatProbability.toExponential(2)]] : []),
  ];
}

function priceOf({ lottery, picks, extraPicks }: Spec, games: number): number {
  return Number(BigInt(games) * gamePriceCentavos(lottery, picks, extraPicks)) / 100;
}

/** A number if it is exact in a spreadsheet (up to 2^53), otherwise text. */
function spaceSize(size: bigint): Value {
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : size.toString();
}

function ruleTitle(
  { id, min, negated, numbers, argument, window, members }: AppliedRule,
  lottery: Lottery,
  locale: Locale,
  texts: SheetTexts,
): string {
  if (members.length > 0) {
    const parts = members.map((member) => `${ruleTitle(member, lottery, locale, texts)} ${member.min}-${member.max}`);
    return `${texts.atLeast(min)}: ${parts.join('; ')}`;
  }
  const rule = findRule(id);
  const parameters = [
    ...(numbers.length > 0 ? [numbers.join(', ')] : []),
    ...(rule?.argument ? [`${rule.argument.title[locale]}: ${argument}`] : []),
    ...(rule?.window ? [`${rule.window.title[locale]}: ${window}`] : []),
  ];
  const own = parameters.length > 0 ? ` (${parameters.join('; ')})` : '';
  return `${rule ? titleOf(rule, lottery)[locale] : id}${own}${negated ? `: ${texts.outside}` : ''}`;
}

function holds({ through }: AppliedRule, texts: SheetTexts): string {
  return through === 'MINIMAL' ? texts.always : texts.through(texts.levels[through]);
}

function addSection(sheet: Worksheet, header: string[], rows: Value[][]): void {
  if (sheet.rowCount > 0) sheet.addRow([]);
  const title = sheet.addRow(header);
  title.font = HEADER_FONT;
  for (let column = 1; column <= Math.max(2, header.length); column++) {
    title.getCell(column).fill = HEADER_FILL;
  }
  for (const values of rows) {
    const row = sheet.addRow(values);
    row.eachCell((cell, column) => {
      if (typeof cell.value === 'number') cell.numFmt = Number.isInteger(cell.value) ? '#,##0' : '#,##0.00';
      if (column > 1) cell.alignment = { horizontal: 'left' };
    });
  }
}
