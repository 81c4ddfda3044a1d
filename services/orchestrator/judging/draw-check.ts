import type { Lottery } from '../../domain/lotteries/lottery.js';
import { columnHitsOf, type Hits, hitsOf, prizesOf, type Result } from '../../domain/lotteries/prizes.js';
import type { KnownPrizes } from './known-prizes.js';

/** Games in one array. Each game has its numbers, then its extras. */
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
  /** Whether the result or some games lack what the tier needs. */
  undecided: boolean;
  /** Games that lack the extras that the tier needs. */
  undecidedGames: number;
}

/** Games with the same hits, which win the same prizes. */
interface HitGroup {
  /** By tier. */
  prizes: bigint[];
  wins: boolean;
  games: number;
}

/** Tallies what games win in one draw. Memory is bounded by the limit of winners, not by the count of games. */
export class DrawCheck {
  readonly #lottery: Lottery;
  readonly #result: Result;
  readonly #limit: number;
  readonly #known: KnownPrizes;
  readonly #isDrawn = new Uint8Array(256);
  readonly #isExtra = new Uint8Array(256);
  readonly #undecided: boolean[];
  readonly #totals: { games: number; prizes: bigint }[];
  /** Games without the extras of the lottery. */
  #gamesWithoutExtras = 0;
  /** Scratch memory of {@link #columnsKey}: for each column twice the count of the game's numbers, plus 1 if one of them hits. */
  readonly #marks: Uint8Array;
  #winners: Winner[] = [];
  /** The prizes of the last winner of a full list. Later games need better prizes. */
  #lastPrizes: bigint[] | undefined;

  constructor(lottery: Lottery, result: Result, limit: number, known: KnownPrizes) {
    this.#lottery = lottery;
    this.#result = result;
    this.#limit = limit;
    this.#known = known;
    this.#marks = new Uint8Array(lottery.columnSize ? lottery.universeSize / lottery.columnSize : 0);
    for (const number of result.numbers) this.#isDrawn[number] = 1;
    for (const extra of result.extras) this.#isExtra[extra] = 1;
    this.#undecided = lottery.tiers.map(
      ({ extraHits, bonus }) =>
        (extraHits !== undefined && result.extras.length === 0) || (bonus !== undefined && result.bonus === undefined),
    );
    this.#totals = lottery.tiers.map(() => ({ games: 0, prizes: 0n }));
  }

  /** Adds games to the tally. @param firstIndex index of the first of these games. */
  add({ count, picks, extraPicks, numbers }: PackedGames, firstIndex: number): void {
    const bytes = picks + extraPicks;
    if (this.#lottery.extra && extraPicks === 0) this.#gamesWithoutExtras += count;
    const groups = new Map<number, HitGroup>();
    for (let i = 0; i < count; i++) {
      const start = i * bytes;
      const key = this.#lottery.columnSize ? this.#columnsKey(numbers, start, picks) : this.#hitsKey(numbers, start, picks, extraPicks);
      let group = groups.get(key);
      if (!group) {
        const prizes = this.#prizesOf(key, numbers.subarray(start, start + bytes), picks);
        group = { prizes, wins: prizes.some((each) => each > 0n), games: 0 };
        groups.set(key, group);
      }
      group.games++;
      if (group.wins && this.#limit > 0) this.#addWinner(firstIndex + i, numbers.subarray(start, start + bytes), picks, group.prizes);
    }
    for (const { prizes, wins, games } of groups.values()) {
      if (!wins) continue;
      for (const [tier, each] of prizes.entries()) {
        if (each === 0n) continue;
        this.#totals[tier].games += games;
        this.#totals[tier].prizes += each * BigInt(games);
      }
    }
  }

  /** The totals by tier. */
  get totals(): TierTotals[] {
    return this.#totals.map((total, tier) => {
      const needsExtras = this.#lottery.tiers[tier].extraHits !== undefined;
      const undecidedGames = needsExtras && !this.#undecided[tier] ? this.#gamesWithoutExtras : 0;
      return { ...total, undecided: this.#undecided[tier] || undecidedGames > 0, undecidedGames };
    });
  }

  /** The winners with the best prizes first; winners of equal prizes in the order of the games. */
  get winners(): Winner[] {
    this.#prune();
    return this.#winners;
  }

  /** Computes a key from the size and the hits of a game, which determine its prizes. */
  #hitsKey(numbers: Uint8Array, start: number, picks: number, extraPicks: number): number {
    const bonus = this.#result.bonus ?? 0;
    let hits = 0;
    let hasBonus = 0;
    for (let at = start; at < start + picks; at++) {
      hits += this.#isDrawn[numbers[at]];
      if (numbers[at] === bonus) hasBonus = 1;
    }
    let extraHits = 0;
    for (let at = start + picks; at < start + picks + extraPicks; at++) extraHits += this.#isExtra[numbers[at]];
    return (((picks * 16 + extraPicks) * 64 + hits) * 16 + extraHits) * 2 + hasBonus;
  }

  /**
   * Computes the key of a game on a ticket with columns. The prizes depend on the count of numbers in each column and on whether one
   * of them hits, but not on the order of the columns.
   */
  #columnsKey(numbers: Uint8Array, start: number, picks: number): number {
    const size = this.#lottery.columnSize ?? 1;
    const marks = this.#marks.fill(0);
    for (let at = start; at < start + picks; at++) {
      const column = Math.floor((numbers[at] - 1) / size);
      marks[column] = (marks[column] + 2) | this.#isDrawn[numbers[at]];
    }
    return marks.sort().reduce((key, mark) => key * 2 * (size + 1) + mark, 0);
  }

  #prizesOf(key: number, game: Uint8Array, picks: number): bigint[] {
    const prizes = this.#known.getOrCompute(key, () => {
      const numbers = [...game.subarray(0, picks)];
      const extras = [...game.subarray(picks)];
      const columns = columnHitsOf(this.#lottery, numbers, this.#result.numbers);
      return prizesOf(this.#lottery, picks, extras.length, hitsOf(numbers, extras, this.#result), columns);
    });
    const lacksExtras = this.#lottery.extra !== undefined && game.length === picks;
    return prizes.map((each, tier) =>
      this.#undecided[tier] || (lacksExtras && this.#lottery.tiers[tier].extraHits !== undefined) ? 0n : each,
    );
  }

  #addWinner(index: number, game: Uint8Array, picks: number, prizes: bigint[]): void {
    if (this.#lastPrizes && comparePrizes(this.#lastPrizes, prizes) <= 0) return;
    const numbers = [...game.subarray(0, picks)];
    const extras = [...game.subarray(picks)];
    this.#winners.push({ index, numbers, extras, hits: hitsOf(numbers, extras, this.#result), prizes });
    if (this.#winners.length >= 2 * this.#limit + 20) this.#prune();
  }

  #prune(): void {
    // The sort is stable, so winners of equal prizes stay in the order of the games.
    this.#winners = this.#winners.toSorted((a, b) => comparePrizes(a.prizes, b.prizes)).slice(0, this.#limit);
    if (this.#winners.length === this.#limit) this.#lastPrizes = this.#winners.at(-1)?.prizes;
  }
}

/** Compares prizes for a sort, best first, by the first tier in which they differ. */
function comparePrizes(a: bigint[], b: bigint[]): number {
  const tier = a.findIndex((prizes, i) => prizes !== b[i]);
  if (tier < 0) return 0;
  return a[tier] > b[tier] ? -1 : 1;
}
