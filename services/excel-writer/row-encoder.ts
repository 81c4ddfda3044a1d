/**
 * Games to row XML. A row is constant text between digits:
 *
 *   <row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" s="2"><v>4</v></c> … <c r="H2" s="3"><v>66.67</v></c>
 *   <c r="I2" s="4" t="s"><v>12</v></c><c r="J2" s="5"><f t="shared" si="0"/><v>0</v></c></row>
 *
 * so each cell is: text up to its row digits | digits | text up to its value | value. All texts and all possible
 * values are bytes made beforehand. The hits have 0 as their cached value: no drawn numbers are typed in yet.
 */

import { scoreAt } from '../shared/games/batch.js';
import { columnLetters, FIRST_ROW, type RowLayout } from './row-layout.js';

/** Games in packed columns, as in Batch. */
export interface GameColumns {
  count: number;
  numbers: Uint8Array;
  scores: Uint8Array;
  levels: Uint8Array;
}

const MAX_NUMBER = 128;
const MAX_SCORE = 10_000;
/** 1,048,576 */
const MAX_ROW_DIGITS = 7;
const NOUGHT = 0x30;
const NINE = 0x39;

const numberTexts = Array.from({ length: MAX_NUMBER + 1 }, (_, number) => ascii(String(number)));
const scoreTexts = Array.from({ length: MAX_SCORE + 1 }, (_, score) => ascii(String(score / 100)));

export class RowEncoder {
  /** No row is longer. */
  readonly maxRowBytes: number;
  readonly #picks: number;
  readonly #rowOpen = ascii('<row r="');
  /** Per column: after what comes before, up to the row digits. */
  readonly #beforeRow: Uint8Array[];
  /** Per column: from the row digits up to the value. */
  readonly #beforeValue: Uint8Array[];
  readonly #rowClose = ascii('</v></c></row>');
  readonly #firstHits: Uint8Array;
  readonly #levelTexts: Uint8Array[];

  constructor(layout: RowLayout) {
    const { picks, styles, levelStrings, formula, formulaRange } = layout;
    const columns = picks + 4;
    const level = columns - 2;
    const hits = columns - 1;
    this.#picks = picks;
    this.#beforeRow = Array.from({ length: columns }, (_, i) => ascii(`${i === 0 ? '">' : '</v></c>'}<c r="${columnLetters(i)}`));
    this.#beforeValue = Array.from({ length: columns }, (_, i) =>
      ascii(`" s="${styles[i]}"${i === level ? ' t="s"' : ''}>${i === hits ? '<f t="shared" si="0"/>' : ''}<v>`),
    );
    this.#firstHits = utf8(`" s="${styles[hits]}"><f t="shared" ref="${formulaRange}" si="0">${formula}</f><v>`);
    this.#levelTexts = [ascii(''), ...levelStrings.map((id) => ascii(String(id)))];
    const constant = [this.#rowOpen, ...this.#beforeRow, ...this.#beforeValue, this.#rowClose].reduce((sum, text) => sum + text.length, 0);
    this.maxRowBytes = constant + this.#firstHits.length + (columns + 2) * MAX_ROW_DIGITS + picks * 3 + 6 + 10;
  }

  /**
   * Writes rows for the games from `start` to before `end`; game `start` is number `gameNumber` of the sheet (from 1).
   * `out` must have room for (end - start) × maxRowBytes. Returns the bytes written.
   */
  encode(games: GameColumns, start: number, end: number, gameNumber: number, out: Uint8Array): number {
    const picks = this.#picks;
    const beforeRow = this.#beforeRow;
    const beforeValue = this.#beforeValue;
    const score = picks + 1;
    const level = picks + 2;
    const hits = picks + 3;
    const { numbers, scores, levels } = games;
    const game = new Digits(gameNumber);
    const row = new Digits(gameNumber + FIRST_ROW - 1);
    let at = 0;
    for (let i = start; i < end; i++) {
      at = putDigits(out, put(out, at, this.#rowOpen), row);
      at = putDigits(out, put(out, at, beforeRow[0]), row);
      at = putDigits(out, put(out, at, beforeValue[0]), game);
      for (let n = 0; n < picks; n++) {
        at = putDigits(out, put(out, at, beforeRow[n + 1]), row);
        at = put(out, put(out, at, beforeValue[n + 1]), numberTexts[numbers[i * picks + n]]);
      }
      at = putDigits(out, put(out, at, beforeRow[score]), row);
      at = put(out, put(out, at, beforeValue[score]), scoreTexts[scoreAt(scores, i)]);
      at = putDigits(out, put(out, at, beforeRow[level]), row);
      at = put(out, put(out, at, beforeValue[level]), this.#levelTexts[levels[i]]);
      at = putDigits(out, put(out, at, beforeRow[hits]), row);
      at = put(out, at, gameNumber === 1 && i === start ? this.#firstHits : beforeValue[hits]);
      at = put(out, put(out, at, ZERO), this.#rowClose);
      game.increment();
      row.increment();
    }
    return at;
  }
}

const ZERO = ascii('0');

/** Texts are short: a loop beats TypedArray.set. An undefined text is a value out of its range. */
function put(out: Uint8Array, at: number, text: Uint8Array | undefined): number {
  if (text === undefined) throw new RangeError('a number, score or level is out of range');
  const length = text.length;
  for (let i = 0; i < length; i++) out[at + i] = text[i];
  return at + length;
}

/** A counter kept as its decimal digits, at the end of its bytes. */
class Digits {
  readonly bytes = new Uint8Array(MAX_ROW_DIGITS);
  first: number;

  constructor(value: number) {
    const text = ascii(String(value));
    this.first = MAX_ROW_DIGITS - text.length;
    this.bytes.set(text, this.first);
  }

  increment(): void {
    let i = MAX_ROW_DIGITS - 1;
    while (i >= this.first && this.bytes[i] === NINE) this.bytes[i--] = NOUGHT;
    if (i >= this.first) {
      this.bytes[i] = this.bytes[i] + 1;
    } else {
      this.first = i;
      this.bytes[i] = NOUGHT + 1;
    }
  }
}

function putDigits(out: Uint8Array, at: number, digits: Digits): number {
  const { bytes, first } = digits;
  for (let i = first; i < MAX_ROW_DIGITS; i++) out[at++] = bytes[i];
  return at;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
