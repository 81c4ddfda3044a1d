/**
 * Collects the tokens of one deflate block and counts how often each symbol occurs. A token is a literal byte, or a copy of earlier bytes
 * stored as length << 16 | distance.
 */

import { MAX_ROW_BYTES, MAX_TOKENS } from './limits';

export const LITERAL_SYMBOLS: i32 = 286;
export const DISTANCE_SYMBOLS: i32 = 30;
export const END_OF_BLOCK: i32 = 256;
export const MAX_COPY: i32 = 258;

export const tokensAddress: usize = memory.data(MAX_TOKENS * 4, 16);
export const literalCounts: usize = memory.data(LITERAL_SYMBOLS * 4, 16);
export const distanceCounts: usize = memory.data(DISTANCE_SYMBOLS * 4, 16);

/** Smallest length or distance of each symbol, and the number of its extra bits (RFC 1951, 3.2.5). */
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

/** Symbol of each length and distance. */
const lengthSymbols: usize = memory.data((MAX_COPY + 1) * 2, 16);
const distanceSymbols: usize = memory.data(MAX_ROW_BYTES + 1, 16);

/** Address after the last token. */
let end: usize = tokensAddress;
/** The last copy is held back, because the next copy may extend it. */
let waitingLength: i32 = 0;
let waitingDistance: i32 = 0;

/** Fills the tables of symbols. Called once for each instance. */
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
  // A block that failed may have left a copy.
  waitingLength = 0;
  memory.fill(literalCounts, 0, LITERAL_SYMBOLS * 4);
  memory.fill(distanceCounts, 0, DISTANCE_SYMBOLS * 4);
}

/** Ends the block; returns the address after its last token. */
export function endTokens(): usize {
  flushCopy();
  count(literalCounts, END_OF_BLOCK);
  return end;
}

/** Number of tokens that the block still has room for. */
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

/** Adds a copy of `length` bytes from `distance` bytes back. A copy of less than 3 bytes must extend the previous copy. */
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
