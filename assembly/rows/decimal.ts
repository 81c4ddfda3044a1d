/** Whole numbers as ASCII digits that are incremented in place. */

const ZERO: u8 = 0x30;
const NINE: u8 = 0x39;

/** Writes a number greater than 0; returns its number of digits. */
export function writeDecimal(address: usize, value: i32): i32 {
  let digits = 1;
  for (let rest = value; rest > 9; rest /= 10) digits++;
  for (let i = digits - 1, rest = value; i >= 0; i--, rest /= 10) store<u8>(address + i, ZERO + <u8>(rest % 10));
  return digits;
}

/** Adds one; returns how many digits changed, which is `digits` + 1 when the number has become one digit longer. */
export function increment(address: usize, digits: i32): i32 {
  for (let changed = 1; changed <= digits; changed++) {
    const at = address + digits - changed;
    const digit = load<u8>(at);
    if (digit < NINE) {
      store<u8>(at, digit + 1);
      return changed;
    }
    store<u8>(at, ZERO);
  }
  store<u8>(address, ZERO + 1);
  store<u8>(address + digits, ZERO);
  return digits + 1;
}
