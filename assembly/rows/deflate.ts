/** Writes tokens as a deflate block with dynamic Huffman codes (RFC 1951, 3.2.7) that ends on a byte boundary, so that blocks join. */

import { outAddress } from './buffers';
import { makeCode } from './huffman';
import { MAX_ROW_BYTES } from './limits';
import {
  DISTANCE_SYMBOLS,
  distanceBases,
  distanceCounts,
  distanceExtras,
  END_OF_BLOCK,
  LITERAL_SYMBOLS,
  lengthBases,
  lengthExtras,
  literalCounts,
  MAX_COPY,
  tokensAddress,
} from './tokens';

/** Longest code word of a literal, length or distance, in bits. */
const MAX_WORD: i32 = 15;
/** Block type of a block with dynamic codes. */
const DYNAMIC: u32 = 2;
/** Symbols of the code that encodes code lengths: lengths 0 to 15, then three kinds of runs. */
const LENGTH_CODES: i32 = 19;
const MAX_LENGTH_WORD: i32 = 7;
/** Symbols of runs of 3 to 10 and of 11 to 138 zeros. */
const SHORT_ZEROS: i32 = 17;
const LONG_ZEROS: i32 = 18;
/** Order in which the lengths of that code's words are written. */
const lengthOrder: StaticArray<u8> = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Lengths of all code words: literals and lengths first, then distances. */
const wordLengths: usize = memory.data(LITERAL_SYMBOLS + DISTANCE_SYMBOLS, 16);
const literalWords: usize = memory.data(LITERAL_SYMBOLS * 2, 16);
const distanceWords: usize = memory.data(DISTANCE_SYMBOLS * 2, 16);
const codeCounts: usize = memory.data(LENGTH_CODES * 4, 16);
const codeLengths: usize = memory.data(LENGTH_CODES, 16);
const codeWords: usize = memory.data(LENGTH_CODES * 2, 16);

/** Code word of each literal, length and distance, extra bits included: its bits, and their count above COUNT_SHIFT. */
const COUNT_SHIFT: u32 = 27;
const BITS: u32 = (1 << 27) - 1;
const literals: usize = memory.data(LITERAL_SYMBOLS * 4, 16);
const copies: usize = memory.data((MAX_COPY + 1) * 4, 16);
const distances: usize = memory.data((MAX_ROW_BYTES + 1) * 4, 16);

let out: usize = outAddress;
/** Bits that do not fill a byte yet, and their count. */
let bits: u64 = 0;
let held: u32 = 0;

/** Writes the tokens up to `end` to the out buffer; returns the bytes written. */
export function writeBlock(end: usize): i32 {
  out = outAddress;
  bits = 0;
  held = 0;
  makeCode(literalCounts, LITERAL_SYMBOLS, MAX_WORD, wordLengths, literalWords);
  makeCode(distanceCounts, DISTANCE_SYMBOLS, MAX_WORD, wordLengths + LITERAL_SYMBOLS, distanceWords);
  writeCodes();
  prepareWords();
  writeTokens(end);
  put(<u32>load<u16>(literalWords + END_OF_BLOCK * 2), load<u8>(wordLengths + END_OF_BLOCK));
  // An empty stored block aligns the next block to a byte.
  put(0, 3);
  if (held > 0) put(0, 8 - held);
  put(0xffff0000, 32);
  return <i32>(out - outAddress);
}

function writeTokens(end: usize): void {
  let at = out;
  let pending = bits;
  let count = held;
  for (let token = tokensAddress; token < end; token += 4) {
    const value = load<u32>(token);
    const length = value >>> 16;
    let entry: u32;
    if (length == 0) entry = load<u32>(literals + (<usize>value << 2));
    else {
      entry = load<u32>(copies + (<usize>length << 2));
      pending |= (<u64>(entry & BITS)) << count;
      count += entry >>> COUNT_SHIFT;
      entry = load<u32>(distances + (<usize>(value & 0xffff) << 2));
    }
    pending |= (<u64>(entry & BITS)) << count;
    count += entry >>> COUNT_SHIFT;
    store<u64>(at, pending);
    at += count >>> 3;
    pending >>= count & 56;
    count &= 7;
  }
  out = at;
  bits = pending;
  held = count;
}

/** Joins each code word with all values of its extra bits. */
function prepareWords(): void {
  for (let symbol = 0; symbol < END_OF_BLOCK; symbol++) {
    store<u32>(literals + (symbol << 2), load<u16>(literalWords + (symbol << 1)) | (<u32>load<u8>(wordLengths + symbol) << COUNT_SHIFT));
  }
  for (let i = 0; i < lengthBases.length; i++) {
    const last = i == 28 ? 258 : min(257, <i32>lengthBases[i] + (1 << lengthExtras[i]) - 1);
    const symbol = END_OF_BLOCK + 1 + i;
    spread(copies, <i32>lengthBases[i], last, load<u16>(literalWords + (symbol << 1)), load<u8>(wordLengths + symbol), lengthExtras[i]);
  }
  for (let i = 0; i < DISTANCE_SYMBOLS; i++) {
    const first = <i32>distanceBases[i];
    const last = min(MAX_ROW_BYTES, first + (1 << distanceExtras[i]) - 1);
    spread(distances, first, last, load<u16>(distanceWords + (i << 1)), load<u8>(wordLengths + LITERAL_SYMBOLS + i), distanceExtras[i]);
  }
}

/** Fills the entries of a symbol: the values from `first` to `last`, which differ in the extra bits. */
function spread(entries: usize, first: i32, last: i32, word: u32, length: u32, extra: u32): void {
  if (length == 0) return;
  for (let value = first; value <= last; value++) {
    store<u32>(entries + (<usize>value << 2), word | (<u32>(value - first) << length) | ((length + extra) << COUNT_SHIFT));
  }
}

/** Writes the header of a dynamic block: the lengths of all code words, which are Huffman-coded themselves. */
function writeCodes(): void {
  memory.fill(codeCounts, 0, LENGTH_CODES * 4);
  forEachLength(false);
  makeCode(codeCounts, LENGTH_CODES, MAX_LENGTH_WORD, codeLengths, codeWords);
  let lengths = LENGTH_CODES;
  while (load<u8>(codeLengths + lengthOrder[lengths - 1]) == 0) lengths--;
  put(DYNAMIC << 1, 3);
  put(LITERAL_SYMBOLS - 257, 5);
  put(DISTANCE_SYMBOLS - 1, 5);
  put(lengths - 4, 4);
  for (let i = 0; i < lengths; i++) put(load<u8>(codeLengths + lengthOrder[i]), 3);
  forEachLength(true);
}

/** Writes the lengths of all code words with runs of zeros joined, or only counts their symbols. */
function forEachLength(write: bool): void {
  const all = LITERAL_SYMBOLS + DISTANCE_SYMBOLS;
  for (let at = 0; at < all; ) {
    const length = load<u8>(wordLengths + at);
    let run = 1;
    if (length == 0) while (run < 138 && at + run < all && load<u8>(wordLengths + at + run) == 0) run++;
    at += run;
    if (run >= 11) code(LONG_ZEROS, run - 11, 7, write);
    else if (run >= 3) code(SHORT_ZEROS, run - 3, 3, write);
    else for (; run > 0; run--) code(length, 0, 0, write);
  }
}

/** Writes a symbol of the code of lengths, or only counts it. */
function code(symbol: i32, extra: u32, extraBits: u32, write: bool): void {
  if (!write) {
    store<u32>(codeCounts + (symbol << 2), load<u32>(codeCounts + (symbol << 2)) + 1);
    return;
  }
  put(load<u16>(codeWords + (symbol << 1)), load<u8>(codeLengths + symbol));
  put(extra, extraBits);
}

/** Writes up to 32 bits, lowest first. */
function put(value: u32, count: u32): void {
  bits |= <u64>value << held;
  held += count;
  store<u64>(out, bits);
  out += held >>> 3;
  bits >>= held & 56;
  held &= 7;
}
