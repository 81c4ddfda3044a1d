/**
 * Computes the CRC-32 of rows from the CRCs of their parts. A CRC is linear over GF(2): the register after a text is the sum (xor) of the
 * registers after its parts, each advanced by as many zero bytes as follow the part. The CRC of a constant part is computed once, so a row
 * costs a few table look-ups for each cell instead of one for each byte.
 */

const POLYNOMIAL: u32 = 0xedb88320;
/** Largest number of zero bytes to advance by in one step. */
export const MAX_ADVANCE: i32 = 255;
const TABLE_BYTES: i32 = 4 * 256 * 4;

const byteTable: usize = memory.data(256 * 4, 16);
const advanceTables: usize = memory.data((MAX_ADVANCE + 1) * TABLE_BYTES, 16);
const hasTable: usize = memory.data(MAX_ADVANCE + 1);

/** Fills the table of single bytes. Called once for each instance. */
export function prepareCrc(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    store<u32>(byteTable + (<usize>byte << 2), crc);
  }
}

/** Returns the register after one more byte. */
// @ts-ignore: decorator
@inline
export function addByte(crc: u32, byte: u32): u32 {
  return load<u32>(byteTable + (<usize>((crc ^ byte) & 0xff) << 2)) ^ (crc >>> 8);
}

/** Returns the table for {@link advance} by `length` zero bytes, 0 to MAX_ADVANCE. Fills the table on first use. */
export function advanceTable(length: i32): usize {
  const table = advanceTables + <usize>length * TABLE_BYTES;
  if (load<u8>(hasTable + length)) return table;
  for (let byte = 0; byte < 4; byte++) {
    const part = table + <usize>byte * 1024;
    store<u32>(part, 0);
    for (let bit = 0; bit < 8; bit++) {
      let moved: u32 = 1 << (byte * 8 + bit);
      for (let i = 0; i < length; i++) moved = addByte(moved, 0);
      // The entries of all values below this bit are filled; the bit adds `moved` to each.
      const count = 1 << bit;
      for (let value = 0; value < count; value++) store<u32>(part + ((count + value) << 2), load<u32>(part + (value << 2)) ^ moved);
    }
  }
  store<u8>(hasTable + length, 1);
  return table;
}

/** Advances a register by the number of zero bytes that the table is for. */
// @ts-ignore: decorator
@inline
export function advance(table: usize, crc: u32): u32 {
  return (
    load<u32>(table + ((crc & 0xff) << 2)) ^
    load<u32>(table + (((crc >>> 8) & 0xff) << 2), 1024) ^
    load<u32>(table + (((crc >>> 16) & 0xff) << 2), 2048) ^
    load<u32>(table + ((crc >>> 24) << 2), 3072)
  );
}
