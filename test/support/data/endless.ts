import type { GameSpec } from '../../../services/client/library/client.js';

/** Only one in ten thousand of 75 billion candidates satisfies the rule, so that the work outlasts any test. */
const [quantity, picks, seed, min, max] = [10_000_000, 10, 3, 465, 466];

export const ENDLESS: GameSpec = { quantity, picks, seed, rules: [{ id: 'sum', min, max }] };

/** The same spec as options of `dezenas generate`. */
export const ENDLESS_OPTIONS = ['--quantity', `${quantity}`, '--picks', `${picks}`, '--seed', `${seed}`, '--rule', `sum=${min}..${max}`];
