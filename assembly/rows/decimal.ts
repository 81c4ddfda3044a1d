/** A whole number as ASCII digits that are counted up in place. */

const NOUGHT: u8 = 0x30;
const NINE: u8 = 0x39;

/** Writes a number from 1 on; returns how many digits it has. */
export function writeDecimal(address: usize, value: i32): i32 {
  let digits = 1;
  for (let rest = value; rest > 9; rest /= 10) digits++;
  for (let i = digits - 1, rest = value; i >= 0; i--, rest /= 10) store<u8>(address + i, NOUGHT + <u8>(rest % 10));
  return digits;
}

/** Counts up by one; returns how many digits changed. All of them when it has one more now. */
export function countUp(address: usize, digits: i32): i32 {
  for (let changed = 1; changed <= digits; changed++) {
    const at = address + digits - changed;
    const digit = load<u8>(at);
    if (digit < NINE) {
      store<u8>(at, digit + 1);
      return changed;
    }
    store<u8>(at, NOUGHT);
  }
  store<u8>(address, NOUGHT + 1);
  store<u8>(address + digits, NOUGHT);
  return digits + 1;
}
