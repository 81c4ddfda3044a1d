import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';

/** A spec whose chunks are independent of each other. */
export const SPEC: GameSpec = { quantity: 1_000_000, seed: 61, chunkSize: 10_000 };

/** A spec whose chunks are generated one after the other, because each game is compared with the games before it. */
export const CHAINED: GameSpec = { ...SPEC, constraints: { maxRepetition: 4 } };

/** The rows of a test that injects a fault into a job: a title and a spec. */
export const SPECS: [string, GameSpec][] = [
  ['independent chunks', { ...SPEC, quantity: 2_000_000 }],
  ['chained chunks', CHAINED],
];
