/**
 * CRC-32 of the row texts without the texts. The CRC is linear over GF(2): that of a text is the sum of those of its
 * parts, each moved on by the number of bytes that follow it. So constant stretches are summed once, and a row costs a
 * few table look-ups a cell instead of one a byte.
 */

const POLYNOMIAL: u32 = 0xedb88320;
/** Longest stretch there is a table for. */
export const MAX_STRETCH: i32 = 255;
const TABLE_BYTES: i32 = 4 * 256 * 4;

const byteTable: usize = memory.data(256 * 4, 16);
const stretchTables: usize = memory.data((MAX_STRETCH + 1) * TABLE_BYTES, 16);
const hasTable: usize = memory.data(MAX_STRETCH + 1);

/** Fills the table of single bytes; once an instance. */
export function prepareCrc(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    store<u32>(byteTable + (<usize>byte << 2), crc);
  }
}

/** The register after one more byte. */
// @ts-ignore: decorator
@inline
export function addByte(crc: u32, byte: u32): u32 {
  return load<u32>(byteTable + (<usize>((crc ^ byte) & 0xff) << 2)) ^ (crc >>> 8);
}

/** Table that moves a register on by `length` zero bytes, 0 to MAX_STRETCH. */
export function tableOf(length: i32): usize {
  const table = stretchTables + <usize>length * TABLE_BYTES;
  if (load<u8>(hasTable + length)) return table;
  for (let byte = 0; byte < 4; byte++) {
    const part = table + <usize>byte * 1024;
    store<u32>(part, 0);
    for (let bit = 0; bit < 8; bit++) {
      let moved: u32 = 1 << (byte * 8 + bit);
      for (let i = 0; i < length; i++) moved = addByte(moved, 0);
      // All values below this bit are there: with the bit they are moved by `moved` more.
      const count = 1 << bit;
      for (let value = 0; value < count; value++) store<u32>(part + ((count + value) << 2), load<u32>(part + (value << 2)) ^ moved);
    }
  }
  store<u8>(hasTable + length, 1);
  return table;
}

/** A register moved on by the zero bytes its table is for. */
// @ts-ignore: decorator
@inline
export function moveOn(table: usize, crc: u32): u32 {
  return (
    load<u32>(table + ((crc & 0xff) << 2)) ^
    load<u32>(table + (((crc >>> 8) & 0xff) << 2), 1024) ^
    load<u32>(table + (((crc >>> 16) & 0xff) << 2), 2048) ^
    load<u32>(table + ((crc >>> 24) << 2), 3072)
  );
}
