/** Builds Huffman codes with a limit on the length of a code word (RFC 1951, 3.2.2). */

import { LITERAL_SYMBOLS } from './tokens';

const MAX_LENGTH: i32 = 32;

/** The symbols that occur, ascending by count: count << 9 | symbol. */
const sorted: usize = memory.data(LITERAL_SYMBOLS * 4, 16);
const depths: usize = memory.data(LITERAL_SYMBOLS * 4, 16);
const perLength: usize = memory.data((MAX_LENGTH + 2) * 4, 16);
const nextCode: usize = memory.data((MAX_LENGTH + 2) * 4, 16);

/**
 * Writes the length of each symbol's code word (u8, 0 if the symbol does not occur) and the code word (u16, its first bit lowest).
 * At least two symbols get a code word, because some readers require it.
 */
export function makeCode(counts: usize, symbols: i32, limit: i32, lengths: usize, words: usize): void {
  memory.fill(lengths, 0, symbols);
  const used = sortByCount(counts, symbols);
  findDepths(used);
  limitDepths(used, limit);
  // The rarest symbols get the longest code words.
  let at = 0;
  for (let length = limit; length > 0; length--) {
    for (let i = load<i32>(perLength + (length << 2)); i > 0; i--, at++) {
      store<u8>(lengths + (load<u32>(sorted + (at << 2)) & 0x1ff), <u8>length);
    }
  }
  let word = 0;
  for (let length = 1; length <= limit; length++) {
    word = (word + (length == 1 ? 0 : load<i32>(perLength + ((length - 1) << 2)))) << 1;
    store<i32>(nextCode + (length << 2), word);
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = load<u8>(lengths + symbol);
    if (length == 0) continue;
    const next = nextCode + (<usize>length << 2);
    store<u16>(words + (symbol << 1), reversed(load<u32>(next), length));
    store<u32>(next, load<u32>(next) + 1);
  }
}

function sortByCount(counts: usize, symbols: i32): i32 {
  let used = 0;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const times = load<u32>(counts + (symbol << 2));
    if (times > 0) used = insert(used, (times << 9) | symbol);
  }
  for (let symbol = 0; used < 2; symbol++) if (load<u32>(counts + (symbol << 2)) == 0) used = insert(used, (1 << 9) | symbol);
  return used;
}

function insert(used: i32, key: u32): i32 {
  let at = used;
  for (; at > 0 && load<u32>(sorted + ((at - 1) << 2)) > key; at--) store<u32>(sorted + (at << 2), load<u32>(sorted + ((at - 1) << 2)));
  store<u32>(sorted + (at << 2), key);
  return used + 1;
}

/** Replaces ascending counts by descending depths: Moffat and Katajainen, In-place calculation of minimum-redundancy codes (1995). */
function findDepths(used: i32): void {
  for (let i = 0; i < used; i++) setDepth(i, load<u32>(sorted + (i << 2)) >>> 9);
  setDepth(0, depth(0) + depth(1));
  let root = 0;
  let leaf = 2;
  for (let next = 1; next < used - 1; next++) {
    let weight: u32 = 0;
    for (let child = 0; child < 2; child++) {
      if (leaf >= used || (root < next && depth(root) < depth(leaf))) {
        weight += depth(root);
        setDepth(root++, next);
      } else weight += depth(leaf++);
    }
    setDepth(next, weight);
  }
  setDepth(used - 2, 0);
  for (let next = used - 3; next >= 0; next--) setDepth(next, depth(depth(next)) + 1);
  let available = 1;
  let inner = 0;
  let level: u32 = 0;
  root = used - 2;
  let next = used - 1;
  while (available > 0) {
    while (root >= 0 && depth(root) == level) {
      inner++;
      root--;
    }
    while (available > inner) {
      setDepth(next--, level);
      available--;
    }
    available = 2 * inner;
    level++;
    inner = 0;
  }
}

/**
 * Counts the code words of each length. Words longer than `limit` are shortened, and shorter words are lengthened to keep the code valid.
 */
function limitDepths(used: i32, limit: i32): void {
  memory.fill(perLength, 0, (MAX_LENGTH + 2) * 4);
  for (let i = 0; i < used; i++) add(min(limit, depth(i)), 1);
  let total = 0;
  for (let length = 1; length <= limit; length++) total += load<i32>(perLength + (length << 2)) << (limit - length);
  for (; total > 1 << limit; total--) {
    add(limit, -1);
    let length = limit - 1;
    while (load<i32>(perLength + (length << 2)) == 0) length--;
    add(length, -1);
    add(length + 1, 2);
  }
}

function add(length: i32, words: i32): void {
  const at = perLength + (<usize>length << 2);
  store<i32>(at, load<i32>(at) + words);
}

// @ts-ignore: decorator
@inline
function depth(index: i32): u32 {
  return load<u32>(depths + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function setDepth(index: i32, value: u32): void {
  store<u32>(depths + (<usize>index << 2), value);
}

function reversed(word: u32, length: i32): u16 {
  let result: u32 = 0;
  for (let i = 0; i < length; i++) result |= ((word >>> i) & 1) << (length - 1 - i);
  return <u16>result;
}
