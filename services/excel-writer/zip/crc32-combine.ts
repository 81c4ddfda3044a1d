/**
 * CRC-32 of two byte runs joined, from the CRC-32 of each and the length of the second: zlib's crc32_combine.
 *
 * Appending n zero bytes to the first run is a linear map of its CRC over GF(2); a map is kept as 32 column vectors,
 * and the map for n zeros is made by squaring the one for a single zero bit.
 */
export function crc32Combine(first: number, second: number, secondLength: number): number {
  let crc = first;
  // One zero bit: shift right, and the polynomial when a bit falls out.
  let map = Array.from({ length: 32 }, (_, i) => (i === 0 ? 0xedb88320 : 2 ** (i - 1)));
  // Two squarings: four zero bits; the loop starts with eight, one zero byte.
  map = square(square(map));
  for (let left = secondLength; left > 0; left = Math.floor(left / 2)) {
    map = square(map);
    if (left % 2 === 1) crc = apply(map, crc);
  }
  return (crc ^ second) >>> 0;
}

function apply(map: number[], vector: number): number {
  let sum = 0;
  for (let i = 0; i < 32; i++) if ((vector >>> i) & 1) sum ^= map[i];
  return sum >>> 0;
}

function square(map: number[]): number[] {
  return map.map((column) => apply(map, column));
}
