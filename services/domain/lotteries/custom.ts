import type { Lottery } from './lottery.js';

/** The id of a caller's own lottery. */
export const CUSTOM_LOTTERY = 'custom';

export const MAX_CUSTOM_UNIVERSE = 128;
export const MAX_CUSTOM_PICKS = 63;

/** Creates a caller's own lottery: numbers 1 to universeSize, without price, draws and prizes. */
export function customLottery(universeSize: number, picks: number): Lottery {
  return {
    id: CUSTOM_LOTTERY,
    name: `${picks}/${universeSize}`,
    universeSize,
    gridColumns: 10,
    drawSize: picks,
    drawsPerResult: 1,
    minPicks: 1,
    maxPicks: Math.min(universeSize, MAX_CUSTOM_PICKS),
    rules: {},
    currency: 'XXX',
    prices: [],
    tiers: [],
    source: 'the caller',
  };
}
