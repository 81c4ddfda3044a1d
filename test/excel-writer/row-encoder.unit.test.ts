import { deflateRawSync, inflateRawSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { GameColumns } from '../../services/core/game-columns.js';
import { sortByScore, sortGames } from '../../services/excel-writer/games/sort-games.js';
import type { DeflatedBlock } from '../../services/excel-writer/rows/block-task.js';
import { DEFLATE_END, deflatePiece } from '../../services/excel-writer/rows/deflate-piece.js';
import { DirectEncoder } from '../../services/excel-writer/rows/direct-encoder.js';
import type { RowLayout } from '../../services/excel-writer/rows/row-layout.js';
import { crc32Combine } from '../../services/excel-writer/zip/crc32-combine.js';
import { numbersTo, Random, SEED } from '../support/data/random.js';
import { plainRows } from '../support/reference/plain-rows.js';

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
    formula: 'COUNTIF(Sorteio,B2)+COUNTIF(Sorteio,C2)+COUNTIF(Sorteio,D2)+COUNTIF(Sorteio,E2)+COUNTIF(Sorteio,F2)+COUNTIF(Sorteio,G2)',
    formulaRange: 'J2:J1000001',
    drawn: Array.from({ length: random.below(3) }, () => random.choose(numbersTo(60), 6)),
  };
}

const STARTS = [1, 2, 7, 8, 9, 97, 98, 99, 997, 998, 9_998, 99_998, 999_990, 1_048_560];

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
      const task = { layout, games, row, gameNumber };
      expect(inflated(direct.encode(task)).toString()).toBe(plainRows(task));
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
        const xml = Buffer.from(plainRows(task));
        expect(inflated(block).equals(xml)).toBe(true);
        expect(block.bytes.length).toBeLessThan(deflateRawSync(xml, { level: 1 }).length);
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
    const expected = direct.encode(good);
    expect(() => direct.encode(bad)).toThrow(/unreachable/);
    const { bytes, crc, length } = direct.encode(good);
    expect({ crc, length }).toEqual({ crc: expected.crc, length: expected.length });
    expect(Buffer.from(bytes).equals(expected.bytes)).toBe(true);
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
