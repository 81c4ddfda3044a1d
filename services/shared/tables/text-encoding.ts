/**
 * Finds the character set of a text file. A text that is valid UTF-8 is UTF-8: by chance, text of another set is not. Otherwise the text is
 * windows-1252, which Excel writes in Brazil and Western Europe. Detectors such as chardet guess among dozens of sets from letter
 * frequencies, which a table of numbers does not have; the two that users have need no guess, and TextDecoder decodes both.
 */

import type { Encoding } from './table.js';

/** Bytes at the start of a file in which UTF-16 without a byte order mark shows. */
const START_BYTES = 1_000;

/** The file is no text: it has bytes of value 0. */
export class BinaryData extends Error {}

/**
 * Returns the character set of a whole file.
 * @throws BinaryData when the file is no text.
 */
export async function findEncoding(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let isStart = true;
  for await (const piece of pieces) {
    const utf16 = isStart ? utf16Of(piece.subarray(0, START_BYTES)) : undefined;
    if (utf16) return utf16;
    isStart = false;
    if (piece.includes(0)) throw new BinaryData();
    isUtf8 &&= succeeds(() => decoder.decode(piece, { stream: true }));
  }
  return isUtf8 && succeeds(() => decoder.decode()) ? 'UTF-8' : 'windows-1252';
}

/** Detects UTF-16 by the byte order mark, or by zeros: in UTF-16, every other byte of a text in a Western language is 0. */
function utf16Of(start: Uint8Array): Encoding | undefined {
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  const pairs = Math.floor(start.length / 2);
  const zeros = (offset: number) => start.reduce((sum, byte, i) => sum + (byte === 0 && i % 2 === offset ? 1 : 0), 0);
  if (pairs < 4) return undefined;
  if (zeros(1) >= pairs * 0.8 && zeros(0) === 0) return 'UTF-16LE';
  return zeros(0) >= pairs * 0.8 && zeros(1) === 0 ? 'UTF-16BE' : undefined;
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** Decodes the pieces of a file; a byte order mark is no text. */
export async function* decodePieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
