/** Repeatable random numbers: mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns a whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** Returns `count` of the numbers, ascending. */
  choose(numbers: readonly number[], count: number): number[] {
    const left = [...numbers];
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0]).sort((a, b) => a - b);
  }
}

/** A new seed in each run unless the environment variable SEED is set. Tests print the seed. */
export const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

export function numbersTo(size: number): number[] {
  const numbers = new Array<number>(size);
  for (let i = 0; i < size; i++) numbers[i] = i + 1;
  return numbers;
}
