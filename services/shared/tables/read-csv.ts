import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CSV_OPTIONS } from './csv-options.js';
import { findDelimiter } from './find-delimiter.js';
import { type IsHeader, type Row, type Table, TableError, type TableLimits } from './table.js';
import { BinaryData, decodePieces, findEncoding } from './text-encoding.js';

/** Text in which the delimiter is looked for, in characters. */
const START_LENGTH = 64 * 1024;
/** Rows handed on together. */
const PIECE_ROWS = 1_000;

/**
 * Reads a text file, or text in memory, as a table. The content decides the delimiter, one for the whole file, and the character set.
 * @throws TableError when the file is no such text, also from the rows.
 */
export async function readCsv(source: string | Uint8Array, limits: TableLimits, isHeader: IsHeader): Promise<Table> {
  // A file is read twice, because the character set is certain only at the end of the file.
  const open = () => (typeof source === 'string' ? createReadStream(source) : [source]);
  try {
    const encoding = await findEncoding(open());
    const { delimiter, skippedRows } = await delimiterOf(decodePieces(open(), encoding), isHeader);
    return { format: 'CSV', encoding, date1904: false, rows: readRows(decodePieces(open(), encoding), delimiter, skippedRows, limits) };
  } catch (error) {
    throw error instanceof BinaryData ? new TableError('BINARY', 'binary data', error) : error;
  }
}

async function delimiterOf(pieces: AsyncGenerator<string>, isHeader: IsHeader) {
  let start = '';
  for await (const piece of pieces) {
    start += piece;
    if (start.length >= START_LENGTH) return findDelimiter(start.slice(0, START_LENGTH), false, isHeader);
  }
  return findDelimiter(start, true, isHeader);
}

async function* readRows(
  pieces: AsyncGenerator<string>,
  delimiter: string,
  skippedRows: number,
  { cells: maxCells }: TableLimits,
): AsyncGenerator<Row[]> {
  const source = Readable.from(pieces, { objectMode: false });
  const parser = source.pipe(parse({ ...CSV_OPTIONS, delimiter }));
  source.on('error', (error) => parser.destroy(error));
  let rows: Row[] = [];
  let number = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (++number <= skippedRows || cells.every((cell) => cell === '')) continue;
      if (cells.length > maxCells && cells.filter((cell) => cell !== '').length > maxCells)
        throw new TableError('TOO_MANY_CELLS', `row ${number} has more than ${maxCells} cells`);
      rows.push({ number, cells });
      if (rows.length < PIECE_ROWS) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  } catch (error) {
    throw error instanceof CsvError ? new TableError('DAMAGED_CSV', messageOf(error), error) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function messageOf({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') return 'a quotation mark is opened and not closed';
  return message;
}
