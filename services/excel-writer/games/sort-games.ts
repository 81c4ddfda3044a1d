import { setImmediate } from 'node:timers/promises';
import { scoreAt } from '../../core/batch.js';
import { emptyGames, type GameColumns } from '../../core/game-columns.js';

/** Number of possible sort keys: of a number, and of a score. */
const NUMBERS = 256;
const SCORES = 10_001;

/**
 * Sorts games ascending by their first number, then the second, and so on. Equal games keep their order. `bytes`: size of a packed game.
 */
export async function sortGames(games: GameColumns, bytes: number): Promise<GameColumns> {
  const { count, numbers } = games;
  let order = Uint32Array.from({ length: count }, (_, i) => i);
  let next = new Uint32Array(count);
  // Least significant column first: one stable counting pass for each column.
  for (let n = bytes - 1; n >= 0; n--) {
    countingPass(order, next, NUMBERS, (game) => numbers[game * bytes + n]);
    [order, next] = [next, order];
    // Sorting a million games takes some hundred milliseconds; other calls run between the passes.
    await setImmediate();
  }
  return reorder(games, order, bytes);
}

/** Sorts games by score, highest first. Games with the same score keep their order. */
export function sortByScore(games: GameColumns, bytes: number): GameColumns {
  const order = Uint32Array.from({ length: games.count }, (_, i) => i);
  const sorted = new Uint32Array(games.count);
  countingPass(order, sorted, SCORES, (game) => SCORES - 1 - scoreAt(games.scores, game));
  return reorder(games, sorted, bytes);
}

/** Writes `order` to `sorted`, ascending by key. Keys are 0 to `keys` - 1; games with equal keys keep their order. */
function countingPass(order: Uint32Array, sorted: Uint32Array, keys: number, keyOf: (game: number) => number): void {
  const starts = new Uint32Array(keys + 1);
  for (const game of order) starts[keyOf(game) + 1]++;
  for (let key = 0; key < keys; key++) starts[key + 1] += starts[key];
  for (const game of order) sorted[starts[keyOf(game)]++] = game;
}

/** Copies the games in the given order. */
function reorder(games: GameColumns, order: Uint32Array, bytes: number): GameColumns {
  const sorted: GameColumns = { ...emptyGames(bytes, games.count), count: games.count };
  for (const [to, from] of order.entries()) {
    for (let n = 0; n < bytes; n++) sorted.numbers[to * bytes + n] = games.numbers[from * bytes + n];
    sorted.scores[to * 2] = games.scores[from * 2];
    sorted.scores[to * 2 + 1] = games.scores[from * 2 + 1];
    sorted.levels[to] = games.levels[from];
  }
  return sorted;
}
