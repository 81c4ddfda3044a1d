import { describe, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { numbersTo } from '../support/data/random.js';

import { checkWalk } from './check-walk.js';

const core = new Core(loadCoreModule());

describe('a chunk walked by the core is the chunk the design describes', () => {
  it.each<[string, GameSpec]>([
    [
      'pairs that make it go on RELAXED',
      { quantity: 60, picks: 6, rules: [{ id: 'pairs', window: 40, max: 1 }], constraints: { poolNumbers: numbersTo(22) } },
    ],
    // Four numbers in a row: rejected through RELAXED, so a game costs 100 failed attempts, and the space has none left for a second.
    ['a run that only MINIMAL takes', { quantity: 2, picks: 8, constraints: { fixedNumbers: [20, 21, 22, 23] } }],
    // What games of 50 or 63 numbers share takes six bits.
    ['a window of games of 50 numbers', { lottery: 'lotomania', quantity: 60, constraints: { maxRepetition: 27, window: 20 } }],
  ])('%s', (_title, spec) => checkWalk(core, spec));
});
