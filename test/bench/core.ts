import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import type { RuleSetting } from '../../services/shared/grpc/generated/dezenas/v1/RuleSetting.js';
import { drawsCsv, drawsOf } from '../support/data/draws.js';
import { programOf } from '../support/data/programs.js';
import { type Figure, median, millions } from './figure.js';

const GAMES = 1_000_000;
const ROUNDS = 7;

/** Twenty-five count rules that nearly every game satisfies, so that the benchmark measures the cost of counting. */
const COUNT_RULES: RuleSetting[] = [
  ...['low', 'high', 'primes', 'fibonacci', 'squares', 'frame', 'centre'].map((id) => ({ id, max: 5 })),
  ...[3, 4, 5, 6, 7, 8, 9, 10].map((argument) => ({ id: 'multiples', argument, max: 5 })),
  ...Array.from({ length: 10 }, (_, i) => ({
    id: 'group',
    max: 5,
    numbers: Array.from({ length: 20 }, (__, n) => 1 + ((n * 3 + i) % 60)),
  })),
];

const CASES: { name: string; spec: GameSpec; history: boolean; minRate?: number }[] = [
  { name: 'default rules, history', spec: {}, history: true, minRate: 4e6 },
  { name: 'window of 1,000 at max_repetition 4, history', spec: { constraints: { maxRepetition: 4 } }, history: true, minRate: 2.5e6 },
  { name: 'window of 1,000 at max_repetition 4, no history', spec: { constraints: { maxRepetition: 4 } }, history: false },
  { name: 'default rules, no history', spec: {}, history: false },
  { name: '25 more count rules, no history', spec: { rules: COUNT_RULES }, history: false, minRate: 2.5e6 },
  { name: 'games of 15 numbers, default rules, history', spec: { picks: 15 }, history: true, minRate: 1e6 },
  { name: 'Lotomania, 50 of 100, drawn at random', spec: { lottery: 'lotomania' }, history: false },
  { name: 'pairs at most 236 times in 500 games', spec: { rules: [{ id: 'pairs', max: 236 }] }, history: false },
];

export async function* benchCore(seed: number): AsyncGenerator<Figure> {
  const draws = (await drawsOf(drawsCsv())).slice(0, 3_000);
  for (const { name, spec, history, minRate } of CASES) {
    const core = new Core(loadCoreModule());
    const { program } = await programOf({ quantity: GAMES, seed, ...spec }, history ? draws : undefined);
    core.configure(program);
    const rates = Array.from({ length: ROUNDS }, () => rate(core));
    // The first round warms up.
    const middle = median(rates.slice(1));
    yield {
      name,
      value: millions(middle),
      bound: minRate === undefined ? undefined : `>= ${(minRate / 1e6).toFixed(1)} M`,
      met: minRate === undefined ? undefined : middle >= minRate,
      note: `best ${millions(Math.max(...rates))}`,
    };
  }
}

function rate(core: Core): number {
  core.startChunk({ chunk: 0, quantity: GAMES, cursor: 0n }, 1, new Uint8Array(0));
  const start = performance.now();
  let games = 0;
  while (games < GAMES) {
    const { games: found, stop } = core.generate(GAMES - games, 32_768);
    games += found.count;
    if (stop === 'EXHAUSTED' || stop === 'GAVE_UP') throw new Error(`the benchmark's spec ended with ${stop}`);
  }
  return (games / (performance.now() - start)) * 1000;
}
