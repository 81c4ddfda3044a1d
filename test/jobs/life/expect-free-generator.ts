import { expect } from 'vitest';
import type { Services } from '../../support/services/services.js';

/** Expects that the generator has free threads again, by generating a chunk on it. */
export async function expectFreeGenerator({ jobs }: Services): Promise<void> {
  const { summary } = await jobs.games({ quantity: 1_000, seed: 1 }, 'GENERATION_MODE_PARALLEL');
  expect(summary.games).toBe('1000');
}
