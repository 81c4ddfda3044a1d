import { z } from 'zod';
import type { Values } from '../../storage/values.js';
import { VersionedValues } from '../../storage/versioned-values.js';
import { createHistory, type History } from './history.js';

/** A store of imported histories. Old versions remain, because jobs pin them. */
export interface HistoryStore {
  /**
   * Saves and returns the history that `make` returns for the latest one. Changes of one lottery in this process run one after the
   * other. Nothing is saved if `make` returns the latest history itself or undefined. The history is durable when the promise resolves.
   */
  change<H extends History | undefined>(lottery: string, make: (latest: History | undefined) => H): Promise<H>;
  /** Returns the history that was saved last, by any process. Undefined if no history was saved. */
  latest(lottery: string): Promise<History | undefined>;
  get(lottery: string, version: string): Promise<History | undefined>;
}

const numbers = z.array(z.int().min(1).max(255));
const winners = z.record(z.string(), z.int().min(0));
const storedDraw = z.object({
  number: z.int().min(1),
  date: z.iso.date(),
  numbers,
  second: numbers.optional(),
  extras: numbers.optional(),
  winnings: z.object({ revenueCentavos: z.int().min(0), special: z.boolean(), winners, secondWinners: winners.optional() }).optional(),
});
const storedHistory = z.object({ lottery: z.string(), version: z.string(), draws: z.array(storedDraw) });

/** Stores histories as values with the keys draws/<lottery>/<version>. */
export class StoredHistories extends VersionedValues<History> implements HistoryStore {
  /** The last change of each lottery. The next change waits for it. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor(values: Values) {
    super(values, {
      prefix: 'draws',
      read: (stored) => {
        const { success, data } = storedHistory.safeParse(stored);
        return success ? createHistory(data.lottery, data.draws) : undefined;
      },
    });
  }

  change<H extends History | undefined>(lottery: string, make: (latest: History | undefined) => H): Promise<H> {
    const change = async () => {
      const latest = await this.latest(lottery);
      const made = make(latest);
      if (made && made !== latest) await this.save(made);
      return made;
    };
    const changed = (this.#changes.get(lottery) ?? Promise.resolve()).then(change, change);
    this.#changes.set(lottery, changed);
    return changed;
  }
}
