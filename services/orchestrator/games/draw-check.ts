import type { Lottery } from '../../shared/lotteries/lottery.js';
import { columnHitsOf, type Hits, hitsOf, prizesOf, type Result } from '../../shared/lotteries/prizes.js';

/** Games in packed columns. */
export interface PackedGames {
  count: number;
  picks: number;
  extraPicks: number;
  numbers: Uint8Array;
}

export interface Winner {
  index: number;
  numbers: number[];
  extras: number[];
  hits: Hits;
  /** By tier. */
  prizes: bigint[];
}

export interface TierTotals {
  games: number;
  prizes: bigint;
  undecided: boolean;
}

/** Tallies what games win in one draw. Holds a few winners, whatever the number of games. */
export class DrawCheck {
  readonly #lottery: Lottery;
  readonly #result: Result;
  readonly #limit: number;
  readonly #isDrawn = new Uint8Array(256);
  readonly #isExtra = new Uint8Array(256);
  readonly #undecided: boolean[];
  readonly #totals: { games: number; prizes: bigint }[];
  /** Prizes by what a game has in common with the result; games of one size win the same. */
  readonly #prizes = new Map<number, bigint[]>();
  #winners: Winner[] = [];

  constructor(lottery: Lottery, result: Result, limit: number) {
    this.#lottery = lottery;
    this.#result = result;
    this.#limit = limit;
    for (const number of result.numbers) this.#isDrawn[number] = 1;
    for (const extra of result.extras) this.#isExtra[extra] = 1;
    this.#undecided = lottery.tiers.map(
      ({ extraHits, bonus }) =>
        (extraHits !== undefined && result.extras.length === 0) || (bonus !== undefined && result.bonus === undefined),
    );
    this.#totals = lottery.tiers.map(() => ({ games: 0, prizes: 0n }));
  }

  /** @param firstIndex position of the first of these games. */
  add({ count, picks, extraPicks, numbers }: PackedGames, firstIndex: number): void {
    const bytes = picks + extraPicks;
    const bonus = this.#result.bonus ?? 0;
    const byColumns = this.#lottery.columnSize !== undefined && picks > this.#lottery.minPicks;
    const tally = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const start = i * bytes;
      let hits = 0;
      let hasBonus = 0;
      for (let at = start; at < start + picks; at++) {
        hits += this.#isDrawn[numbers[at]];
        if (numbers[at] === bonus) hasBonus = 1;
      }
      let extraHits = 0;
      for (let at = start + picks; at < start + bytes; at++) extraHits += this.#isExtra[numbers[at]];
      // What a game of several numbers in a column wins depends on which columns were hit: each is one of a kind.
      const key = byColumns ? -1 - i : (((picks * 16 + extraPicks) * 64 + hits) * 16 + extraHits) * 2 + hasBonus;
      tally.set(key, (tally.get(key) ?? 0) + 1);
      const prizes = this.#prizesOf(key, numbers.subarray(start, start + bytes), picks);
      if (this.#limit > 0 && prizes.some((each) => each > 0n))
        this.#keep(firstIndex + i, numbers.subarray(start, start + bytes), picks, prizes);
    }
    for (const [key, games] of tally) {
      for (const [tier, prizes] of (this.#prizes.get(key) ?? []).entries()) {
        if (prizes === 0n) continue;
        this.#totals[tier].games += games;
        this.#totals[tier].prizes += prizes * BigInt(games);
      }
      if (key < 0) this.#prizes.delete(key);
    }
  }

  /** By tier. */
  get totals(): TierTotals[] {
    return this.#totals.map((total, tier) => ({ ...total, undecided: this.#undecided[tier] }));
  }

  /** Best prizes first, then in the order of the games. */
  get winners(): Winner[] {
    this.#prune();
    return this.#winners;
  }

  #prizesOf(key: number, game: Uint8Array, picks: number): bigint[] {
    const known = this.#prizes.get(key);
    if (known) return known;
    const numbers = [...game.subarray(0, picks)];
    const extras = [...game.subarray(picks)];
    const hits = hitsOf(numbers, extras, this.#result);
    const columns = columnHitsOf(this.#lottery, numbers, this.#result.numbers);
    const prizes = prizesOf(this.#lottery, picks, extras.length, hits, columns).map((each, tier) => (this.#undecided[tier] ? 0n : each));
    this.#prizes.set(key, prizes);
    return prizes;
  }

  #keep(index: number, game: Uint8Array, picks: number, prizes: bigint[]): void {
    const numbers = [...game.subarray(0, picks)];
    const extras = [...game.subarray(picks)];
    this.#winners.push({ index, numbers, extras, hits: hitsOf(numbers, extras, this.#result), prizes });
    if (this.#winners.length >= 4 * this.#limit + 100) this.#prune();
  }

  #prune(): void {
    this.#winners = this.#winners.toSorted((a, b) => bestFirst(a.prizes, b.prizes) || a.index - b.index).slice(0, this.#limit);
  }
}

function bestFirst(a: bigint[], b: bigint[]): number {
  const tier = a.findIndex((prizes, i) => prizes !== b[i]);
  if (tier < 0) return 0;
  return a[tier] > b[tier] ? -1 : 1;
}
