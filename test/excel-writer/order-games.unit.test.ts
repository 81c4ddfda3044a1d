import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GameColumns } from '../../services/core/game-columns.js';
import type { GameOrder } from '../../services/domain/workbook/game-order.js';
import { orderGames } from '../../services/excel-writer/games/order-games.js';
import { defaultBufferSizes } from '../../services/excel-writer/plan/buffer-sizes.js';
import type { WorkbookDescription } from '../../services/excel-writer/plan/workbook-description.js';
import { programOf } from '../support/data/programs.js';
import { Random, SEED } from '../support/data/random.js';

const PICKS = 6;
const GAMES = 20_000;
/** Sorting uses 26 bytes of memory for a game of six numbers. */
const SORTING_BYTES = 26;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Random games with many duplicates and few different scores. Random levels make the duplicates distinguishable. */
function randomBatches(random: Random): GameColumns[] {
  const batches: GameColumns[] = [];
  for (let remaining = GAMES; remaining > 0; ) {
    const count = Math.min(remaining, random.between(1, 3_000));
    remaining -= count;
    batches.push({
      count,
      numbers: Uint8Array.from({ length: count * PICKS }, () => random.between(1, 3)),
      scores: Uint8Array.from({ length: count * 2 }, (_, i) => (i % 2 === 0 ? random.below(250) : random.below(2))),
      levels: Uint8Array.from({ length: count }, () => random.between(1, 4)),
    });
  }
  return batches;
}

async function ordered(batches: GameColumns[], order: GameOrder, memoryBytes: number, within = folder): Promise<string[]> {
  const { spec } = await programOf({ quantity: GAMES });
  const description = { spec, order, buffers: defaultBufferSizes(GAMES) } as WorkbookDescription;
  const source = async function* () {
    yield* batches;
  };
  const games: string[] = [];
  for await (const { count, numbers, scores, levels } of orderGames(source(), description, { memoryBytes, folder: within })) {
    for (let i = 0; i < count; i++) {
      games.push([numbers.subarray(i * PICKS, (i + 1) * PICKS), scores.subarray(i * 2, i * 2 + 2), levels[i]].join(' '));
    }
  }
  return games;
}

describe(`orderGames (seed ${SEED})`, () => {
  it.each(['SORTED', 'BY_SCORE'] as const)(
    'gives the same order %s with any amount of memory, and leaves equal games in their original order',
    async (order) => {
      const batches = randomBatches(new Random(SEED));
      const inMemory = await ordered(batches, order, GAMES * SORTING_BYTES);
      expect(inMemory).toHaveLength(GAMES);
      for (const runs of [2, 3, 17, 200]) {
        const merged = await ordered(batches, order, Math.ceil(GAMES / runs) * SORTING_BYTES);
        expect(merged).toEqual(inMemory);
      }
      const key = (game: string) => {
        const [numbers, scores] = game.split(' ');
        const [low, high] = scores.split(',').map(Number);
        return order === 'SORTED' ? numbers : String(99_999 - (low + high * 256)).padStart(5, '0');
      };
      expect(inMemory.map(key)).toEqual(inMemory.map(key).toSorted());
      expect(inMemory.toSorted()).toEqual((await ordered(batches, 'GENERATED', 0)).toSorted());
    },
  );

  it('leaves no file behind, also when the reader stops early', async () => {
    const batches = randomBatches(new Random(SEED));
    await ordered(batches, 'SORTED', 1_000 * SORTING_BYTES);
    const { spec } = await programOf({ quantity: GAMES });
    const description = { spec, order: 'SORTED', buffers: defaultBufferSizes(GAMES) } as WorkbookDescription;
    const source = async function* () {
      yield* batches;
    };
    for await (const _ of orderGames(source(), description, { memoryBytes: 1_000 * SORTING_BYTES, folder })) break;
    expect(await readdir(folder)).toEqual([]);
  });

  it('names SORT_DIR when the folder for sorting is unusable', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(ordered(randomBatches(new Random(SEED)), 'SORTED', 1_000 * SORTING_BYTES, join(file, 'x'))).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'SORT_FAILED',
      message: 'the folder for sorting (SORT_DIR) is not a folder',
    });
  });
});
