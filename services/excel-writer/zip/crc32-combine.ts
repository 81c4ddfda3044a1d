/**
 * Computes the CRC-32 of two concatenated byte sequences from the CRC-32 of each and the length of the second, as zlib's crc32_combine
 * does.
 *
 * Appending zero bytes to the first sequence is a linear map of its CRC over GF(2). A map is 32 column vectors. Squaring the map of n zero
 * bits gives the map of 2n.
 */
export function crc32Combine(first: number, second: number, secondLength: number): number {
  let crc = first;
  // The map of one zero bit: shift right, and add the polynomial if the bit shifted out is 1.
  let map = Array.from({ length: 32 }, (_, i) => (i === 0 ? 0xedb88320 : 2 ** (i - 1)));
  // Two squarings give four zero bits, so the loop's first squaring gives eight: one zero byte.
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
