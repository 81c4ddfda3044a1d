import { z } from 'zod';
import type { Values } from '../values/values.js';
import { createHistory, type History } from './history.js';
import { VersionedValues } from './versioned-values.js';

/** Keeps imported histories; old versions stay, because jobs pin them. */
export interface HistoryStore {
  /** Durable when it resolves; from then on the latest of its lottery. */
  save(history: History): Promise<void>;
  /** The history saved last; undefined when there is none. */
  latest(lottery: string): Promise<History | undefined>;
  get(lottery: string, version: string): Promise<History | undefined>;
}

const numbers = z.array(z.int().min(1).max(255));
const storedDraw = z.object({
  number: z.int().min(1),
  date: z.iso.date(),
  numbers,
  second: numbers.optional(),
  extras: numbers.optional(),
  winnings: z.object({ revenueCentavos: z.int().min(0), special: z.boolean(), winners: z.record(z.string(), z.int().min(0)) }).optional(),
});
const storedHistory = z.object({ lottery: z.string(), version: z.string(), draws: z.array(storedDraw) });

/** draws/<lottery>/<version> among the values. */
export class KeptHistories extends VersionedValues<History> implements HistoryStore {
  constructor(values: Values) {
    super(values, {
      prefix: 'draws',
      read: (stored) => {
        const { success, data } = storedHistory.safeParse(stored);
        return success ? createHistory(data.lottery, data.draws) : undefined;
      },
    });
  }
}
