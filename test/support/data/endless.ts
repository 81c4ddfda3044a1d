import type { GameSpec } from '../../../services/client/library/client.js';

/** Of 75 billion candidates one in ten thousand is a game: works for longer than any test, and would not end by itself. */
const [quantity, picks, seed, min, max] = [10_000_000, 10, 3, 465, 466];

export const ENDLESS: GameSpec = { quantity, picks, seed, rules: [{ id: 'sum', min, max }] };

/** The same for `dezenas generate`. */
export const ENDLESS_OPTIONS = ['--quantity', `${quantity}`, '--picks', `${picks}`, '--seed', `${seed}`, '--rule', `sum=${min}..${max}`];
