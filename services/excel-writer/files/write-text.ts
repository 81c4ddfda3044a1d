/**
 * Writes games as text, one line for each: CSV for people (headers and decimal sign of the locale, ticket labels) or JSON Lines for
 * programs (numbers of the API).
 */

import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { scoreAt } from '../../core/batch.js';
import type { GameColumns } from '../../core/game-columns.js';
import { LEVELS, levelOf } from '../../core/level.js';
import type { WorkbookDescription } from '../plan/workbook-description.js';
import type { WorkbookSink } from '../store/workbook-store.js';
import { extraTitle, SHEET_TEXTS } from '../workbook/texts/sheet-texts.js';

/** Spreadsheet programs with a Brazilian locale expect semicolons between cells and a decimal comma. */
const CSV_STYLES = { 'pt-BR': { separator: ';', decimal: ',' }, en: { separator: ',', decimal: '.' } } as const;
/** Excel reads a CSV file as UTF-8 only when it starts with this mark. */
const BYTE_ORDER_MARK = '\ufeff';

/** Writes all games to a sink, compressed if the format is CSV_GZIP. Yields the total number of rows after each write. */
export async function* writeText(
  description: WorkbookDescription,
  batches: AsyncIterable<GameColumns>,
  sink: WorkbookSink,
): AsyncGenerator<number> {
  const lines = description.format === 'JSON_LINES' ? jsonLines(description) : csvLines(description);
  let rows = 0;
  const text = async function* (): AsyncGenerator<Buffer> {
    if (lines.header) yield Buffer.from(lines.header);
    for await (const games of batches) {
      const piece = Array.from({ length: games.count }, (_, i) => lines.row(games, i, rows + i + 1)).join('');
      rows += games.count;
      yield Buffer.from(piece);
    }
  };
  if (description.format !== 'CSV_GZIP') {
    for await (const piece of text()) {
      await sink.write(piece);
      yield rows;
    }
    return;
  }
  const source = Readable.from(text());
  // `pipe` does not forward errors of the source.
  const gzip = source.pipe(createGzip());
  source.on('error', (error) => gzip.destroy(error));
  try {
    for await (const piece of gzip) {
      await sink.write(piece);
      yield rows;
    }
  } finally {
    source.destroy();
  }
  yield rows;
}

interface Lines {
  header: string;
  row: (games: GameColumns, i: number, gameNumber: number) => string;
}

function csvLines({ spec, locale }: WorkbookDescription): Lines {
  const texts = SHEET_TEXTS[locale];
  const { lottery, picks, extraPicks } = spec;
  const { separator, decimal } = CSV_STYLES[locale];
  const names = [
    texts.gameNumber,
    ...Array.from({ length: picks }, (_, i) => texts.number(i + 1)),
    ...Array.from({ length: extraPicks }, (_, i) => (lottery.extra ? extraTitle(lottery.extra, i, extraPicks, locale) : '')),
    texts.score,
    texts.level,
  ];
  const levels = LEVELS.map((level) => texts.levels[level]);
  const bytes = picks + extraPicks;
  return {
    header: `${BYTE_ORDER_MARK}${names.join(separator)}\r\n`,
    row: ({ numbers, scores, levels: codes }, i, gameNumber) => {
      let line = String(gameNumber);
      for (let n = 0; n < bytes; n++) {
        const number = numbers[i * bytes + n];
        line += separator + (n < picks ? (lottery.labels?.[number - 1] ?? number) : number);
      }
      const score = scoreAt(scores, i);
      const cents = score % 100;
      return `${line}${separator}${Math.floor(score / 100)}${decimal}${cents < 10 ? '0' : ''}${cents}${separator}${levels[codes[i] - 1]}\r\n`;
    },
  };
}

function jsonLines({ spec }: WorkbookDescription): Lines {
  const { picks, extraPicks } = spec;
  const bytes = picks + extraPicks;
  return {
    header: '',
    row: ({ numbers, scores, levels }, i, gameNumber) => {
      const game = numbers.subarray(i * bytes, i * bytes + picks).join(',');
      const extras = extraPicks > 0 ? `"extras":[${numbers.subarray(i * bytes + picks, (i + 1) * bytes).join(',')}],` : '';
      return `{"game":${gameNumber},"numbers":[${game}],${extras}"score":${scoreAt(scores, i) / 100},"level":"${levelOf(levels[i])}"}\n`;
    },
  };
}
