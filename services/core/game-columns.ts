/** Games in packed columns. */
export interface GameColumns {
  count: number;
  /** count × {@link gameBytes} bytes. Each game has its numbers, ascending, and then its extras, ascending. */
  numbers: Uint8Array;
  /** count little-endian u16: hundredths of a point. */
  scores: Uint8Array;
  /** count level codes. */
  levels: Uint8Array;
}

/** Bytes of a packed game: its numbers and its extras. */
export function gameBytes({ picks, extraPicks }: { picks: number; extraPicks: number }): number {
  return picks + extraPicks;
}

/** Returns the games from `start` to before `end`, in the same memory. `bytes`: the size of a packed game. */
export function sliceGames({ numbers, scores, levels }: GameColumns, bytes: number, start: number, end: number): GameColumns {
  return {
    count: end - start,
    numbers: numbers.subarray(start * bytes, end * bytes),
    scores: scores.subarray(start * 2, end * 2),
    levels: levels.subarray(start, end),
  };
}

/** Allocates columns for `room` games. `count` starts at 0. */
export function emptyGames(bytes: number, room: number): GameColumns {
  return { count: 0, numbers: new Uint8Array(room * bytes), scores: new Uint8Array(room * 2), levels: new Uint8Array(room) };
}

/** Copies games to the end of `to`, which must have room for them. */
export function appendGames(to: GameColumns, from: GameColumns, bytes: number): void {
  to.numbers.set(from.numbers, to.count * bytes);
  to.scores.set(from.scores, to.count * 2);
  to.levels.set(from.levels, to.count);
  to.count += from.count;
}
