import type { Draw } from '../../services/orchestrator/draws/history/draw.js';
import { numbersTo, type Random } from '../support/data/random.js';

const QUADRA = 1 / 2_332;

/** Draws whose quadra winners follow known effects, the years and some chance. */
export function madeUpDraws(random: Random, effects: number[], noise: number): Draw[] {
  return Array.from({ length: 1_500 }, (_, i) => {
    const numbers = random.choose(numbersTo(60), 6);
    const year = 2016 + Math.floor(i / 150);
    const excess =
      (year - 2020) / 20 + numbers.reduce((sum, number) => sum + effects[number - 1], 0) + noise * (random.below(2_001) / 1_000 - 1);
    const bets = 10_000_000 + random.below(20_000_000);
    const price = { 2016: 350, 2017: 350, 2018: 350, 2019: 350 }[year] ?? (year < 2023 ? 450 : year < 2025 ? 500 : 600);
    return {
      ...{ number: i + 1, date: `${year}-08-15`, numbers },
      winnings: { revenueCentavos: bets * price, special: false, winners: { 4: Math.round(bets * QUADRA * Math.exp(excess)) } },
    };
  });
}
