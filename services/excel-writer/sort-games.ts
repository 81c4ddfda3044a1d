import type { GameColumns } from './row-encoder.js';

const NUMBERS = 256;

/** The same games in ascending order: by first number, then second, and so on. Equal games keep their order. */
export function sortGames(games: GameColumns, picks: number): GameColumns {
  const order = sortedOrder(games, picks);
  const sorted: GameColumns = {
    count: games.count,
    numbers: new Uint8Array(games.count * picks),
    scores: new Uint8Array(games.count * 2),
    levels: new Uint8Array(games.count),
  };
  for (const [to, from] of order.entries()) {
    for (let n = 0; n < picks; n++) sorted.numbers[to * picks + n] = games.numbers[from * picks + n];
    sorted.scores[to * 2] = games.scores[from * 2];
    sorted.scores[to * 2 + 1] = games.scores[from * 2 + 1];
    sorted.levels[to] = games.levels[from];
  }
  return sorted;
}

/** Least significant column first: one stable counting pass a column. */
function sortedOrder({ count, numbers }: GameColumns, picks: number): Uint32Array {
  let order = Uint32Array.from({ length: count }, (_, i) => i);
  let next = new Uint32Array(count);
  for (let n = picks - 1; n >= 0; n--) {
    const starts = new Uint32Array(NUMBERS + 1);
    for (let i = 0; i < count; i++) starts[numbers[i * picks + n] + 1]++;
    for (let number = 0; number < NUMBERS; number++) starts[number + 1] += starts[number];
    for (const game of order) next[starts[numbers[game * picks + n]]++] = game;
    [order, next] = [next, order];
  }
  return order;
}
