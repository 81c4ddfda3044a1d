/**
 * Games to row XML. A row is constant text between values:
 *
 *   <row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" s="2"><v>4</v></c> … <c r="H2" s="3"><v>66.67</v></c>
 *   <c r="I2" s="4" t="s"><v>12</v></c><c r="J2" s="5"><f t="shared" si="0"/><v>0</v></c></row>
 *
 * The text before each value is kept as bytes with the row's digits in place; from one row to the next only those
 * digits change, mostly the last. All possible values are bytes made beforehand. The hits are what
 * the formula gives for the numbers drawn so far.
 */

import { scoreAt } from '../../core/batch.js';
import type { GameColumns } from '../../core/game-columns.js';
import { columnLetters, FIRST_ROW, MAX_NUMBER, type RowLayout } from './row-layout.js';

const MAX_SCORE = 10_000;
/** 1,048,576 */
const MAX_ROW_DIGITS = 7;
const NOUGHT = 0x30;
const NINE = 0x39;
const WORD = 4;

const numberTexts = Array.from({ length: MAX_NUMBER + 1 }, (_, number) => ascii(String(number)));
const scoreTexts = Array.from({ length: MAX_SCORE + 1 }, (_, score) => ascii(String(score / 100)));

export class RowEncoder {
  /** Room a row needs, with what a copy by words writes past its end. */
  readonly maxRowBytes: number;
  readonly #layout: RowLayout;
  readonly #levelTexts: Uint8Array[];
  readonly #labelTexts: Uint8Array[];
  /** Per draw and number: 1 where it was drawn. */
  readonly #drawn: Uint8Array[];

  constructor(layout: RowLayout) {
    this.#layout = layout;
    this.#labelTexts = layout.labels.length > 0 ? layout.labels.map((label) => ascii(String(label))) : numberTexts;
    this.#drawn = layout.drawn.map((drawn) => Uint8Array.from({ length: MAX_NUMBER + 1 }, (_, number) => Number(drawn.includes(number))));
    this.#levelTexts = [ascii(''), ...layout.levelStrings.map((id) => ascii(String(id)))];
    const longest = new RowTexts(layout, 10 ** MAX_ROW_DIGITS - 1);
    this.maxRowBytes = longest.length + utf8(firstFormula(layout)).length + layout.picks * 3 + 2 * MAX_ROW_DIGITS + 16 + WORD;
  }

  /**
   * Writes rows for the games from `start` to before `end`; game `start` is number `gameNumber` and goes to row `row` of the sheet.
   * `out` must have room for (end - start) × maxRowBytes. Returns the bytes written.
   */
  encode(games: GameColumns, start: number, end: number, row: number, gameNumber: number, out: Uint8Array): number {
    const { picks, labelled } = this.#layout;
    const { numbers, scores, levels } = games;
    const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    const texts = new RowTexts(this.#layout, row);
    let at = 0;
    for (let i = start; i < end; i++) {
      at = putDecimal(out, texts.put(view, at, 0), gameNumber + i - start);
      for (let n = 0; n < picks; n++) {
        const values = n < labelled ? this.#labelTexts : numberTexts;
        at = put(out, texts.put(view, at, n + 1), values[numbers[i * picks + n]]);
      }
      at = put(out, texts.put(view, at, picks + 1), scoreTexts[scoreAt(scores, i)]);
      at = put(out, texts.put(view, at, picks + 2), this.#levelTexts[levels[i]]);
      // The first row of the sheet holds the formula that the others share.
      at = texts.put(view, at, row + i - start === FIRST_ROW ? picks + 4 : picks + 3);
      at = put(out, at, numberTexts[this.#hits(numbers, i * picks)]);
      at = put(out, at, ROW_END);
      texts.next();
    }
    return at;
  }

  #hits(numbers: Uint8Array, game: number): number {
    let best = 0;
    for (const drawn of this.#drawn) {
      let hits = 0;
      for (let at = game; at < game + this.#layout.labelled; at++) hits += drawn[numbers[at]];
      best = Math.max(best, hits);
    }
    return best;
  }
}

const ROW_END = ascii('</v></c></row>');

function firstFormula({ formula, formulaRange }: RowLayout): string {
  return `<f t="shared" ref="${formulaRange}" si="0">${formula}</f>`;
}

/** The texts before each value of one row, in one run of bytes, each padded to whole words. */
class RowTexts {
  readonly #layout: RowLayout;
  #row: number;
  #bytes = new Uint8Array(0);
  #view = new DataView(new ArrayBuffer(0));
  /** Per text: where it starts, its length, and where the last digit of each of its row numbers is. */
  #starts: number[] = [];
  #lengths: number[] = [];
  #lastDigits: number[] = [];

  constructor(layout: RowLayout, row: number) {
    this.#layout = layout;
    this.#row = row;
    this.#build();
  }

  /** Bytes of all texts. */
  get length(): number {
    return this.#lengths.reduce((sum, length) => sum + length, 0);
  }

  /** Copies a text by words, up to 3 bytes past its end, which what follows overwrites. Returns where it ends. */
  put(out: DataView, at: number, text: number): number {
    const start = this.#starts[text];
    const length = this.#lengths[text];
    const view = this.#view;
    for (let i = 0; i < length; i += WORD) out.setUint32(at + i, view.getUint32(start + i, true), true);
    return at + length;
  }

  /** Goes on to the next row. */
  next(): void {
    this.#row++;
    const bytes = this.#bytes;
    const lastDigits = this.#lastDigits;
    if (this.#row % 10 !== 0) {
      for (let i = 0; i < lastDigits.length; i++) bytes[lastDigits[i]]++;
      return;
    }
    if (isPowerOfTen(this.#row)) {
      this.#build();
      return;
    }
    for (let i = 0; i < lastDigits.length; i++) {
      let at = lastDigits[i];
      while (bytes[at] === NINE) bytes[at--] = NOUGHT;
      bytes[at]++;
    }
  }

  #build(): void {
    const row = this.#row;
    const { picks, styles } = this.#layout;
    const hits = picks + 3;
    const open = (column: number) =>
      `${column === 0 ? `<row r="${row}">` : '</v></c>'}<c r="${columnLetters(column)}${row}" s="${styles[column]}"`;
    const texts = Array.from({ length: picks + 2 }, (_, column) => `${open(column)}><v>`);
    texts.push(`${open(picks + 2)} t="s"><v>`, `${open(hits)}><f t="shared" si="0"/><v>`, `${open(hits)}>${firstFormula(this.#layout)}<v>`);
    const encoded = texts.map(utf8);
    this.#lengths = encoded.map(({ length }) => length);
    this.#starts = [];
    this.#lastDigits = [];
    let end = 0;
    for (const [i, bytes] of encoded.entries()) {
      this.#starts.push(end);
      const digits = String(row).length;
      const reference = `<c r="${columnLetters(Math.min(i, hits))}`;
      const at = end + texts[i].indexOf(reference) + reference.length + digits - 1;
      if (i === 0) this.#lastDigits.push(end + '<row r="'.length + digits - 1);
      this.#lastDigits.push(at);
      end += Math.ceil(bytes.length / WORD) * WORD;
    }
    this.#bytes = new Uint8Array(end);
    this.#view = new DataView(this.#bytes.buffer);
    for (const [i, bytes] of encoded.entries()) this.#bytes.set(bytes, this.#starts[i]);
  }
}

function isPowerOfTen(row: number): boolean {
  let power = 10;
  while (power < row) power *= 10;
  return power === row;
}

/** Values are short: a loop beats TypedArray.set. An undefined text is a value out of its range. */
function put(out: Uint8Array, at: number, text: Uint8Array | undefined): number {
  if (text === undefined) throw new RangeError('a number, score or level is out of range');
  const length = text.length;
  for (let i = 0; i < length; i++) out[at + i] = text[i];
  return at + length;
}

function putDecimal(out: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits++;
  for (let i = at + digits - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 10)) out[i] = NOUGHT + (rest % 10);
  return at + digits;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
