import type { GameSpec } from '../../services/client/client.js';

/** Of 75 billion candidates one in ten thousand is a game: works for longer than any test, and would not end by itself. */
export const ENDLESS: GameSpec = { quantity: 10_000_000, picks: 10, seed: 3, rules: [{ id: 'sum', min: 465, max: 466 }] };

/** The same for `dezenas generate`. */
export const ENDLESS_OPTIONS = ['--quantity', '10000000', '--picks', '10', '--seed', '3', '--rule', 'sum=465..466'];
