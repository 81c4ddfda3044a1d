import { readFileSync } from 'node:fs';
import type { BlockTask, DeflatedBlock } from './block-task.js';
import { ByteCollector } from './byte-collector.js';
import { columnLetters, MAX_NUMBER, type RowLayout } from './row-layout.js';
import type { RowsExports } from './rows-exports.js';

let compiled: WebAssembly.Module | undefined;

function rowsModule(): WebAssembly.Module {
  // From dist/services/excel-writer/rows/ to dist/assembly/.
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../../assembly/rows.wasm', import.meta.url)));
  return compiled;
}

/**
 * Encodes games to compressed rows in one step. The WASM encoder knows how a row looks and writes deflate copies of the row before
 * it without building the XML or searching for matches; test/support/plain-rows.ts builds the same rows in plain TypeScript.
 */
export class DirectEncoder {
  readonly #wasm: RowsExports;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #collector = new ByteCollector();

  constructor() {
    this.#wasm = new WebAssembly.Instance(rowsModule()).exports as unknown as RowsExports;
    // The stub runtime never grows the memory, so these views stay valid.
    this.#bytes = new Uint8Array(this.#wasm.memory.buffer);
    this.#view = new DataView(this.#wasm.memory.buffer);
  }

  /**
   * @throws RangeError when the layout exceeds the encoder's limits.
   * @throws WebAssembly.RuntimeError when a number, score or level is out of range.
   */
  encode({ layout, games, row, gameNumber }: BlockTask): DeflatedBlock {
    this.#setLayout(layout);
    const wasm = this.#wasm;
    const { picks } = layout;
    const { count, numbers, scores, levels } = games;
    const maxGames = wasm.MAX_GAMES.value;
    // An earlier block that failed may have left bytes.
    this.#collector.clear();
    wasm.startBlock(row, gameNumber);
    for (let start = 0; start < count; start += maxGames) {
      const end = Math.min(count, start + maxGames);
      this.#bytes.set(numbers.subarray(start * picks, end * picks), wasm.numbersAddress.value);
      this.#bytes.set(scores.subarray(start * 2, end * 2), wasm.scoresAddress.value);
      this.#bytes.set(levels.subarray(start, end), wasm.levelsAddress.value);
      for (let from = 0; from < end - start; ) {
        from = wasm.encode(from, end - start);
        this.#collector.append(this.#bytes.subarray(wasm.outAddress.value, wasm.outAddress.value + wasm.written()));
      }
    }
    return { bytes: this.#collector.copy(), crc: wasm.crc() >>> 0, length: wasm.length() };
  }

  #setLayout(layout: RowLayout): void {
    const wasm = this.#wasm;
    const numbers = wasm.MAX_NUMBER.value + 1;
    const texts = textsOf(layout).map((text) => Buffer.from(text));
    let end = 0;
    for (const [i, text] of texts.entries()) {
      if (end + text.length > wasm.MAX_TEXT_BYTES.value) throw new RangeError('the texts of a row are too long');
      this.#bytes.set(text, wasm.textsAddress.value + end);
      end += text.length;
      this.#view.setInt32(wasm.textEndsAddress.value + i * 4, end, true);
    }
    const labels = layout.labels.length > 0 ? layout.labels : Array.from({ length: MAX_NUMBER + 1 }, (_, number) => number);
    this.#bytes.fill(0, wasm.labelsAddress.value, wasm.labelsAddress.value + numbers * 4);
    for (const [number, label] of labels.entries()) this.#writeText(wasm.labelsAddress.value + number * 4, String(label), 3);
    for (const [i, id] of layout.levelStrings.entries()) this.#writeText(wasm.levelTextsAddress.value + i * 8, String(id), 7);
    for (const [draw, drawn] of layout.drawn.entries()) {
      const at = wasm.drawnAddress.value + draw * numbers;
      this.#bytes.fill(0, at, at + numbers);
      for (const number of drawn) this.#bytes[at + number] = 1;
    }
    if (wasm.setLayout(layout.picks, layout.labelled, layout.drawn.length) === 0) throw new RangeError('a row is too long');
  }

  /** Writes a text into a field of `maxBytes` bytes and its length into the byte after that field. */
  #writeText(address: number, text: string, maxBytes: number): void {
    if (text.length > maxBytes) throw new RangeError(`${text} is too long for a cell`);
    this.#bytes.fill(0, address, address + maxBytes);
    this.#bytes.set(Buffer.from(text), address);
    this.#bytes[address + maxBytes] = text.length;
  }
}

/** Constant texts of a row in the order of assembly/rows/layout.ts. */
function textsOf({ picks, styles, formula, formulaRange }: RowLayout): string[] {
  const hits = picks + 3;
  const texts = ['<row r="', ''];
  for (let column = 0; column <= hits; column++) {
    const type = column === picks + 2 ? ' t="s"' : '';
    const shared = column === hits ? '<f t="shared" si="0"/>' : '';
    texts.push(`${column === 0 ? '">' : '</v></c>'}<c r="${columnLetters(column)}`, `" s="${styles[column]}"${type}>${shared}<v>`);
  }
  texts.push('</v></c></row>', `" s="${styles[hits]}"><f t="shared" ref="${formulaRange}" si="0">${formula}</f><v>`);
  return texts;
}
