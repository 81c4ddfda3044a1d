/**
 * The tokens of one deflate block: literal bytes and copies of what came before, and how often each symbol occurs.
 * A token is length << 16 | distance; of a literal, its byte.
 */

import { MAX_ROW_BYTES, MAX_TOKENS } from './limits';

export const LITERAL_SYMBOLS: i32 = 286;
export const DISTANCE_SYMBOLS: i32 = 30;
export const END_OF_BLOCK: i32 = 256;
export const MAX_COPY: i32 = 258;

export const tokensAddress: usize = memory.data(MAX_TOKENS * 4, 16);
export const literalCounts: usize = memory.data(LITERAL_SYMBOLS * 4, 16);
export const distanceCounts: usize = memory.data(DISTANCE_SYMBOLS * 4, 16);

/** RFC 1951, 3.2.5: smallest length or distance of a symbol, and how many extra bits follow it. */
export const lengthBases: StaticArray<u16> = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
export const lengthExtras: StaticArray<u8> = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
export const distanceBases: StaticArray<u16> = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
export const distanceExtras: StaticArray<u8> = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

/** Symbol of each length and of each distance. */
const lengthSymbols: usize = memory.data((MAX_COPY + 1) * 2, 16);
const distanceSymbols: usize = memory.data(MAX_ROW_BYTES + 1, 16);

let end: usize = tokensAddress;
/** A copy that the next one may go on with. */
let waitingLength: i32 = 0;
let waitingDistance: i32 = 0;

/** Fills the tables of symbols; once an instance. */
export function prepareTokens(): void {
  for (let i = 0; i < lengthBases.length; i++) {
    const last = i == 28 ? 258 : min(257, <i32>lengthBases[i] + (1 << lengthExtras[i]) - 1);
    for (let length = <i32>lengthBases[i]; length <= last; length++) store<u16>(lengthSymbols + (length << 1), <u16>(257 + i));
  }
  for (let i = 0; i < DISTANCE_SYMBOLS; i++) {
    const last = min(MAX_ROW_BYTES, <i32>distanceBases[i] + (1 << distanceExtras[i]) - 1);
    for (let distance = <i32>distanceBases[i]; distance <= last; distance++) store<u8>(distanceSymbols + distance, <u8>i);
  }
}

export function startTokens(): void {
  end = tokensAddress;
  // Those of a block that broke off may have left one.
  waitingLength = 0;
  memory.fill(literalCounts, 0, LITERAL_SYMBOLS * 4);
  memory.fill(distanceCounts, 0, DISTANCE_SYMBOLS * 4);
}

/** Ends the tokens; returns where they end in memory. */
export function endTokens(): usize {
  flushCopy();
  count(literalCounts, END_OF_BLOCK);
  return end;
}

/** Room for further tokens. */
export function tokensLeft(): i32 {
  return MAX_TOKENS - <i32>((end - tokensAddress) >> 2);
}

// @ts-ignore: decorator
@inline
export function literal(byte: u32): void {
  if (waitingLength > 0) flushCopy();
  store<u32>(end, byte);
  end += 4;
  count(literalCounts, byte);
}

/** Copies `length` bytes from `distance` back. One shorter than 3 bytes must go on where the copy before it ends. */
// @ts-ignore: decorator
@inline
export function copy(length: i32, distance: i32): void {
  if (distance == waitingDistance && waitingLength > 0 && waitingLength + length <= MAX_COPY) {
    waitingLength += length;
    return;
  }
  if (waitingLength > 0) flushCopy();
  waitingLength = length;
  waitingDistance = distance;
}

function flushCopy(): void {
  if (waitingLength == 0) return;
  store<u32>(end, (waitingLength << 16) | waitingDistance);
  end += 4;
  count(literalCounts, load<u16>(lengthSymbols + (waitingLength << 1)));
  count(distanceCounts, load<u8>(distanceSymbols + waitingDistance));
  waitingLength = 0;
}

// @ts-ignore: decorator
@inline
function count(counts: usize, symbol: u32): void {
  const at = counts + (<usize>symbol << 2);
  store<u32>(at, load<u32>(at) + 1);
}
