import { deflateRawSync, inflateRawSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DeflatedBlock } from '../../services/excel-writer/block-task.js';
import { crc32Combine } from '../../services/excel-writer/crc32-combine.js';
import { DEFLATE_END, deflatePiece } from '../../services/excel-writer/deflate-piece.js';
import { DirectEncoder } from '../../services/excel-writer/direct-encoder.js';
import { RowEncoder } from '../../services/excel-writer/row-encoder.js';
import { columnLetters, type RowLayout } from '../../services/excel-writer/row-layout.js';
import { sortByScore, sortGames } from '../../services/excel-writer/sort-games.js';
import { encodeByZlib } from '../../services/excel-writer/zlib-encoder.js';
import type { GameColumns } from '../../services/shared/games/game-columns.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';

function randomGames(random: Random, count: number, picks: number, universe = 60): GameColumns {
  const numbers = Uint8Array.from(Array.from({ length: count }, () => random.choose(numbersTo(universe), picks)).flat());
  const scores = new Uint8Array(count * 2);
  for (let i = 0; i < count; i++)
    new DataView(scores.buffer).setUint16(i * 2, [0, 10_000, 5, 50, 6_667, random.below(10_001)][random.below(6)], true);
  return { count, numbers, scores, levels: Uint8Array.from({ length: count }, () => random.between(1, 4)) };
}

function randomLayout(random: Random, picks: number): RowLayout {
  return {
    picks,
    labels: random.below(2) ? [] : Array.from({ length: 129 }, (_, number) => (number * 7) % 103),
    labelled: random.between(0, picks),
    styles: Array.from({ length: picks + 4 }, () => random.below(120)),
    levelStrings: [3, 12, 104, 7],
    formula: "SUMPRODUCT(COUNTIF('Conferência'!$A$5:$F$5,B2:G2))",
    formulaRange: 'J2:J1000001',
    drawn: Array.from({ length: random.below(3) }, () => random.choose(numbersTo(60), 6)),
  };
}

/** The same rows said plainly. */
function plainRows(layout: RowLayout, games: GameColumns, firstRow: number, gameNumber: number): string {
  const { picks, labels, labelled, styles, levelStrings, formula, formulaRange, drawn } = layout;
  const shown = (number: number, n: number) => (n < labelled ? (labels[number] ?? number) : number);
  const scores = new DataView(games.scores.buffer, games.scores.byteOffset);
  return Array.from({ length: games.count }, (_, i) => {
    const row = firstRow + i;
    const own = [...games.numbers.subarray(i * picks, i * picks + labelled)];
    const hits = Math.max(0, ...drawn.map((numbers) => own.filter((number) => numbers.includes(number)).length));
    const cell = (column: number, attributes: string, content: string) =>
      `<c r="${columnLetters(column)}${row}" s="${styles[column]}"${attributes}>${content}</c>`;
    const shared = row === 2 ? `<f t="shared" ref="${formulaRange}" si="0">${formula}</f>` : '<f t="shared" si="0"/>';
    return [
      `<row r="${row}">`,
      cell(0, '', `<v>${gameNumber + i}</v>`),
      ...Array.from({ length: picks }, (__, n) => cell(n + 1, '', `<v>${shown(games.numbers[i * picks + n], n)}</v>`)),
      cell(picks + 1, '', `<v>${scores.getUint16(i * 2, true) / 100}</v>`),
      cell(picks + 2, ' t="s"', `<v>${levelStrings[games.levels[i] - 1]}</v>`),
      cell(picks + 3, '', `${shared}<v>${hits}</v>`),
      '</row>',
    ].join('');
  }).join('');
}

const STARTS = [1, 2, 7, 8, 9, 97, 98, 99, 997, 998, 9_998, 99_998, 999_990, 1_048_560];

describe(`the row encoder (seed ${SEED})`, () => {
  it('writes byte for byte what the plain words say, across every digit boundary', () => {
    const random = new Random(SEED);
    for (const start of STARTS) {
      for (const picks of [6, 7, 15, 20, 23]) {
        const layout = randomLayout(random, picks);
        const games = randomGames(random, 12, picks);
        const encoder = new RowEncoder(layout);
        const out = new Uint8Array(encoder.maxRowBytes * games.count);
        const gameNumber = random.below(2) ? start : random.between(1, 9_999_000);
        const length = encoder.encode(games, 0, games.count, start + 1, gameNumber, out);
        expect(Buffer.from(out.subarray(0, length)).toString()).toBe(plainRows(layout, games, start + 1, gameNumber));
      }
    }
  });

  it('in parts gives the same bytes as in one go, and never a row longer than it says', () => {
    const random = new Random(SEED + 1);
    const layout = randomLayout(random, 6);
    const games = randomGames(random, 500, 6);
    const encoder = new RowEncoder(layout);
    const parts: Buffer[] = [];
    for (let start = 0; start < 500; ) {
      const end = Math.min(500, start + random.between(1, 60));
      const out = new Uint8Array(encoder.maxRowBytes * (end - start));
      parts.push(Buffer.from(out.subarray(0, encoder.encode(games, start, end, 2 + start, 1 + start, out))));
      start = end;
    }
    expect(Buffer.concat(parts).toString()).toBe(plainRows(layout, games, 2, 1));
  });

  it('refuses what no cell can hold', () => {
    const encoder = new RowEncoder(randomLayout(new Random(1), 6));
    const games = randomGames(new Random(1), 1, 6);
    const out = new Uint8Array(encoder.maxRowBytes);
    expect(() => encoder.encode({ ...games, numbers: Uint8Array.of(1, 2, 3, 4, 5, 200) }, 0, 1, 2, 1, out)).toThrow(RangeError);
    expect(() => encoder.encode({ ...games, scores: Uint8Array.of(0xff, 0xff) }, 0, 1, 2, 1, out)).toThrow(RangeError);
    expect(() => encoder.encode({ ...games, levels: Uint8Array.of(5) }, 0, 1, 2, 1, out)).toThrow(RangeError);
  });
});

describe(`direct deflate (seed ${SEED})`, () => {
  const direct = new DirectEncoder();
  const inflated = ({ bytes, crc, length }: DeflatedBlock) => {
    const xml = inflateRawSync(Buffer.concat([bytes, DEFLATE_END]));
    expect({ crc, length }).toEqual({ crc: zlibCrc32(xml), length: xml.length });
    return xml;
  };

  it('inflates byte for byte to the XML of the plain encoder, whatever the games, styles, labels, draws, rows and game numbers', () => {
    const random = new Random(SEED + 4);
    for (let round = 0; round < 750; round++) {
      const picks = [1, 2, 6, 7, 15, 20, 23, 50, 63, 71][random.below(10)];
      const layout = randomLayout(random, picks);
      const games = randomGames(random, random.between(1, 40), picks, picks > 50 ? 128 : 60);
      if (random.below(2)) games.levels.fill(1);
      const row = 1 + STARTS[random.below(STARTS.length)] + random.below(12);
      const gameNumber = random.below(2) ? row - 1 : random.between(1, 9_999_000);
      const expected = encodeByZlib({ layout, games, row, gameNumber }, 1);
      const block = direct.encode({ layout, games, row, gameNumber });
      expect(inflated(block).equals(inflated(expected))).toBe(true);
    }
  });

  it('does so in blocks of many runs, sorted or not, from the first row of a sheet', async () => {
    const random = new Random(SEED + 5);
    for (const [picks, count] of [
      [6, 30_000],
      [50, 4_000],
    ]) {
      const games = randomGames(random, count, picks);
      const layout = { ...randomLayout(random, picks), styles: [1, ...Array(picks).fill(2), 3, 4, 5] };
      for (const ordered of [games, await sortGames(games, picks), sortByScore(games, picks)]) {
        const task = { layout, games: ordered, row: 2, gameNumber: 1_000_001 };
        const block = direct.encode(task);
        const expected = encodeByZlib(task, 1);
        expect(inflated(block).equals(inflated(expected))).toBe(true);
        expect(block.bytes.length).toBeLessThan(expected.bytes.length);
      }
    }
  });

  it('refuses what no cell can hold', () => {
    const layout = randomLayout(new Random(1), 6);
    const games = randomGames(new Random(1), 1, 6);
    const encode = (changes: Partial<GameColumns>) => direct.encode({ layout, games: { ...games, ...changes }, row: 2, gameNumber: 1 });
    expect(() => encode({ numbers: Uint8Array.of(1, 2, 3, 4, 5, 200) })).toThrow(/unreachable/);
    expect(() => encode({ scores: Uint8Array.of(0xff, 0xff) })).toThrow(/unreachable/);
    for (const level of [0, 5]) expect(() => encode({ levels: Uint8Array.of(level) })).toThrow(/unreachable/);
    expect(() => direct.encode({ layout: { ...layout, formula: 'A'.repeat(9_000) }, games, row: 2, gameNumber: 1 })).toThrow(RangeError);
  });

  it('keeps nothing of a block that failed', () => {
    const random = new Random(SEED + 6);
    const layout = randomLayout(random, 6);
    const good = { layout, games: randomGames(random, 20_000, 6), row: 2, gameNumber: 1 };
    const bad = { ...good, games: { ...good.games, levels: good.games.levels.with(19_999, 9) } };
    for (const encode of [(task: typeof good) => direct.encode(task), (task: typeof good) => encodeByZlib(task, 1)]) {
      const expected = encode(good);
      expect(() => encode(bad)).toThrow();
      const { bytes, crc, length } = encode(good);
      expect({ crc, length }).toEqual({ crc: expected.crc, length: expected.length });
      expect(Buffer.from(bytes).equals(expected.bytes)).toBe(true);
    }
  });
});

describe('compressed pieces', () => {
  it('joined and ended inflate to the joined text, with the combined CRC', () => {
    const random = new Random(SEED + 2);
    for (let round = 0; round < 200; round++) {
      const texts = Array.from({ length: random.between(1, 5) }, () =>
        Buffer.from(Array.from({ length: random.below(3_000) }, () => random.below(256))),
      );
      const joined = Buffer.concat([...texts.map((text) => deflatePiece(text, 1)), DEFLATE_END]);
      expect(inflateRawSync(joined).equals(Buffer.concat(texts))).toBe(true);
      const combined = texts.reduce((crc, text) => crc32Combine(crc, zlibCrc32(text), text.length), 0);
      expect(combined).toBe(zlibCrc32(Buffer.concat(texts)));
    }
  });

  it('of nothing are nothing', () => {
    expect(crc32Combine(0x1234, 0, 0)).toBe(0x1234);
    expect(deflateRawSync(Buffer.alloc(0)).equals(DEFLATE_END)).toBe(true);
  });
});

describe('sorting', () => {
  it('gives the same games, ascending or by score, with their scores and levels', async () => {
    const random = new Random(SEED + 3);
    for (const picks of [1, 6, 15]) {
      const games = randomGames(random, 1_000, picks, 25);
      const rows = (columns: GameColumns) =>
        Array.from({ length: columns.count }, (_, i) => ({
          game: [...columns.numbers.subarray(i * picks, (i + 1) * picks)],
          rest: [columns.scores[i * 2], columns.scores[i * 2 + 1], columns.levels[i]],
        }));
      const expected = rows(games).sort((a, b) => compare(a.game, b.game));
      expect(rows(await sortGames(games, picks))).toEqual(expected);
      const scoreOf = ({ rest: [low, high] }: { rest: number[] }) => low + 256 * high;
      expect(rows(sortByScore(games, picks))).toEqual(rows(games).toSorted((a, b) => scoreOf(b) - scoreOf(a)));
    }
  });
});

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}
