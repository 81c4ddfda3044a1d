import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { walkChunk } from '../../services/core/walk-chunk.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { programOf } from '../support/data/programs.js';
import { numbersTo } from '../support/data/random.js';

import { checkWalk } from './check-walk.js';

const core = new Core(loadCoreModule());

describe('a chunk walked by the core is the chunk the design describes', () => {
  it.each<[string, GameSpec]>([
    ['default rules with history', { quantity: 900, picks: 6 }],
    ['a window of 30 games at 2', { quantity: 300, picks: 6, constraints: { maxRepetition: 2, window: 30 } }],
    ['a window with a minimum', { quantity: 200, picks: 6, constraints: { minRepetition: 1, maxRepetition: 3, window: 8 } }],
    ['a window of 130 games of 15 numbers', { quantity: 400, picks: 15, constraints: { maxRepetition: 7, window: 130 } }],
    ['fixed numbers and a pool', { quantity: 500, picks: 8, constraints: { fixedNumbers: [7, 30], poolNumbers: numbersTo(35) } }],
    // All odd: rejected through NORMAL, so each game costs 50 failed attempts and is accepted RELAXED.
    ['a pool of odd numbers', { quantity: 4, picks: 6, constraints: { poolNumbers: numbersTo(60).filter((n) => n % 2 === 1) } }],
    // A pair at most twice in 60 games has room for 236 games; in 45 of a narrow pool only now and then for one more.
    [
      'pairs and triples that occur seldom',
      {
        quantity: 200,
        picks: 6,
        rules: [
          { id: 'pairs', window: 60 },
          { id: 'triples', max: 1 },
        ],
      },
    ],
    [
      'more than a dozen rules',
      { quantity: 150, picks: 6, rules: numbersTo(15).map((n) => ({ id: 'group', numbers: [n, n + 15, n + 30, n + 45], max: 1 })) },
    ],
    [
      'triples of a narrow pool, of which old ones come back',
      { quantity: 80, picks: 6, rules: [{ id: 'triples', window: 30, max: 1 }], constraints: { poolNumbers: numbersTo(40) } },
    ],
    [
      'pairs and triples looked for at different distances',
      {
        ...{ quantity: 80, picks: 6, constraints: { poolNumbers: numbersTo(40) } },
        rules: [
          { id: 'pairs', window: 15, max: 2 },
          { id: 'triples', window: 40, max: 1 },
        ],
      },
    ],
    ['few games with the same smallest number', { quantity: 150, picks: 6, rules: [{ id: 'same-first', window: 40, max: 3 }] }],
    ['a window whose bound is met by all games', { quantity: 60, picks: 7, constraints: { maxRepetition: 7, window: 30 } }],
    // What games of 50 or 63 numbers share takes six bits.
    [
      'a window of games of 50 numbers, wider',
      { lottery: 'lotomania', quantity: 60, constraints: { minRepetition: 19, maxRepetition: 31, window: 20 } },
    ],
    [
      'a window with a minimum alone',
      {
        ...{ lottery: 'custom', custom: { universeSize: 100 }, quantity: 60, picks: 63 },
        ...{ rules: [{ id: 'longest-run', enabled: false }], constraints: { minRepetition: 38, window: 5 } },
      },
    ],
    ['a history with a lower bound', { quantity: 200, picks: 6, rules: [{ id: 'history', window: 2, min: 1, max: 3 }] }],
    [
      'a history with a lower bound of games of many numbers, negated too',
      {
        ...{ lottery: 'lotofacil', quantity: 200 },
        rules: [
          { id: 'history', window: 1, min: 8, max: 10 },
          { id: 'history', window: 131, min: 5, max: 12, negated: true },
        ],
      },
    ],
    [
      'pairs that are negated, which nothing relaxes',
      { quantity: 120, picks: 6, rules: [{ id: 'pairs', window: 30, min: 2, max: 3, negated: true }] },
    ],
    [
      'digits of a ticket of columns',
      {
        ...{ lottery: 'super-sete', quantity: 200, picks: 9 },
        rules: [
          { id: 'sum', min: 30, max: 45 },
          { id: 'each-row', max: 2 },
          { id: 'rows-hit', min: 6 },
        ],
      },
    ],
    [
      'a ticket with 00',
      {
        ...{ lottery: 'lotomania', quantity: 100 },
        rules: [
          { id: 'sum', min: 2_400, max: 2_500 },
          { id: 'first-number', max: 0 },
          { id: 'digit-sum', max: 460 },
        ],
      },
    ],
    ['a history over some draws', { quantity: 300, picks: 6, rules: [{ id: 'history', window: 131, max: 2 }] }],
  ])('%s', (_title, spec) => checkWalk(core, spec));
});

describe('a chunk in which nearly nothing is accepted', () => {
  // One game of 386,206,920: 1 to 7.
  const spec = { quantity: 10, picks: 7, seed: 1, rules: [{ id: 'sum', max: 28 }] };

  it('gives up after 300 attempts of 2,500 candidates, and no sooner in a row of them', async () => {
    const { program } = await programOf(spec);
    core.configure(program);
    const walk = walkChunk(core, program, { chunk: 0, quantity: 10, cursor: 0n }, new Uint8Array(0));
    let step = walk.next();
    while (!step.done) step = walk.next();
    const { outcome, games, cursor, rejections } = step.value;
    expect({ outcome, games, cursor }).toEqual({ outcome: 'GAVE_UP', games: 0, cursor: 750_000n });
    expect(rejections.reduce((sum, count) => sum + count, 0)).toBe(750_000);
  });

  it('is walked to its end where the space has up to 2^26 games', async () => {
    const attempts = async (universeSize: number) => {
      const { program, spaceSize } = await programOf({ lottery: 'custom', custom: { universeSize }, picks: 6, quantity: 1 });
      return [Number(spaceSize), program.giveUpAttempts];
    };
    expect(await attempts(62)).toEqual([61_474_519, 0]);
    expect(await attempts(63)).toEqual([67_945_521, 300]);
  });
});
