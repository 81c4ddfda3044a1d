import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StreamedGames } from '../support/clients/job-client.js';
import { drawsCsv, drawsOf, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';

const QUANTITY = 1_000_000;
const PICKS = 6;

let services: Services;
let million: StreamedGames;
let draws: number[][];
beforeAll(async () => {
  services = await startServices();
  const csv = drawsCsv();
  draws = await drawsOf(csv);
  await importDraws(services.jobs.client, csv);
  million = await services.jobs.games({ quantity: QUANTITY, seed: 2026 });
});
afterAll(() => services.stop());

/** Encodes six numbers below 64 as one number. */
const keyOf = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((key, number) => key * 64 + number, 0);

/** Keys of the game with one number left out, for each of its numbers. */
const fives = (numbers: ArrayLike<number>) => Array.from(numbers).map((_, out) => keyOf(Array.from(numbers).filter((__, i) => i !== out)));

describe('a million games with a history, checked in TypeScript,', () => {
  it('have the requested count, and ascending numbers from 1 to 60', () => {
    const { numbers } = million;
    expect(numbers.length).toBe(QUANTITY * PICKS);
    let wrong = 0;
    for (let at = 0; at < numbers.length; at += PICKS) {
      for (let i = 0; i < PICKS; i++) {
        const before = i === 0 ? 0 : numbers[at + i - 1];
        if (numbers[at + i] <= before || numbers[at + i] > 60) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it('are all distinct', () => {
    const keys = new Float64Array(QUANTITY);
    for (let i = 0; i < QUANTITY; i++) keys[i] = keyOf(million.numbers.subarray(i * PICKS, (i + 1) * PICKS));
    keys.sort();
    let duplicates = 0;
    for (let i = 1; i < QUANTITY; i++) if (keys[i] === keys[i - 1]) duplicates++;
    expect(duplicates).toBe(0);
  });

  it('satisfy the default rules about draws, runs, parity and the first and last numbers', () => {
    // A game shares five numbers with a draw if it and the draw have a key of five numbers in common.
    const drawnFives = new Set(draws.flatMap(fives));
    const lastTwo = new Set(draws.slice(0, 2).flat());
    const broken = { quina: 0, lastTwo: 0, run: 0, parity: 0, extreme: 0 };
    for (let i = 0; i < QUANTITY; i++) {
      const game = million.numbers.subarray(i * PICKS, (i + 1) * PICKS);
      if (fives(game).some((key) => drawnFives.has(key))) broken.quina++;
      let fromLastTwo = 0;
      let odd = 0;
      let run = 1;
      let longest = 1;
      for (let n = 0; n < PICKS; n++) {
        if (lastTwo.has(game[n])) fromLastTwo++;
        odd += game[n] % 2;
        run = n > 0 && game[n] === game[n - 1] + 1 ? run + 1 : 1;
        longest = Math.max(longest, run);
      }
      if (fromLastTwo > 2) broken.lastTwo++;
      if (longest > 3) broken.run++;
      if (odd === 0 || odd === PICKS) broken.parity++;
      if (game[PICKS - 1] === PICKS || game[0] === 61 - PICKS) broken.extreme++;
    }
    expect(broken).toEqual({ quina: 0, lastTwo: 0, run: 0, parity: 0, extreme: 0 });
    // A draw itself fails this check, which shows that the check can fail.
    expect(fives(draws[0]).some((key) => drawnFives.has(key))).toBe(true);
  });

  it('are all of the level STRICT, and the candidates equal the games plus the rejections', () => {
    const { summary } = million;
    expect(summary.levels).toContainEqual({ level: 'LEVEL_STRICT', games: QUANTITY.toString() });
    const rejected = summary.rules.reduce((sum, { rejections }) => sum + Number(rejections), 0);
    expect(Number(summary.candidates)).toBe(QUANTITY + rejected);
    for (const id of ['last-two-draws', 'not-all-odd', 'not-all-even', 'longest-run', 'near-drawn']) {
      expect(Number(summary.rules.find((rule) => rule.id === id)?.rejections)).toBeGreaterThan(0);
    }
  });
});
