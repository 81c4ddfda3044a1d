/** The free numbers, from which candidates are made, by position; and the fixed numbers, which every game has. */

import { inputAddress } from './buffers';
import { addNumber, gameHi, gameLo, setGame } from './game';
import { MAX_UNIVERSE } from './limits';

export let freeCount: i32 = 0;
export let fixedLo: u64 = 0;
export let fixedHi: u64 = 0;

// Mask of each free number by position: lo u64 | hi u64.
const masks: usize = memory.data((MAX_UNIVERSE + 1) * 16, 16);

/** Reads the ascending free numbers and then the fixed numbers from the input buffer. */
export function prepareFreeNumbers(free: i32, fixed: i32): void {
  freeCount = free;
  for (let position = 0; position < free; position++) {
    setGame(0, 0);
    addNumber(load<u8>(inputAddress + position));
    store<u64>(masks + (position << 4), gameLo);
    store<u64>(masks + (position << 4), gameHi, 8);
  }
  setGame(0, 0);
  for (let i = 0; i < fixed; i++) addNumber(load<u8>(inputAddress + free + i));
  fixedLo = gameLo;
  fixedHi = gameHi;
}

// @ts-ignore: decorator
@inline
export function freeMaskLo(position: i32): u64 {
  return load<u64>(masks + (position << 4));
}

// @ts-ignore: decorator
@inline
export function freeMaskHi(position: i32): u64 {
  return load<u64>(masks + (position << 4), 8);
}
