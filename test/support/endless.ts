import type { GameSpec } from '../../services/client/client.js';

/** One candidate in ten thousand is a game: works for hours on any machine, and would not end by itself. */
export const ENDLESS: GameSpec = { quantity: 10_000_000, picks: 8, seed: 3, rules: [{ id: 'sum', min: 395, max: 396 }] };

/** The same for `dezenas generate`. */
export const ENDLESS_OPTIONS = ['--quantity', '10000000', '--picks', '8', '--seed', '3', '--rule', 'sum=395..396'];
