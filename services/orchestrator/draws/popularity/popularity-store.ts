import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PopularityModel } from '../../../domain/scores/popularity.js';
import type { Values } from '../../storage/values.js';
import { VersionedValues } from '../../storage/versioned-values.js';

/** A store of fitted popularity models. Old versions remain, because jobs pin them. */
export interface PopularityStore {
  save(model: PopularityModel): Promise<void>;
  latest(lottery: string): Promise<PopularityModel | undefined>;
  get(lottery: string, version: string): Promise<PopularityModel | undefined>;
}

const storedModel = z.object({
  lottery: z.string(),
  version: z.string(),
  historyVersion: z.string(),
  hits: z.int(),
  draws: z.int(),
  effects: z.array(z.number()).max(128),
  quality: z.object({
    penalty: z.number(),
    r2: z.number(),
    leastDecile: z.number(),
    mostDecile: z.number(),
    forwardCorrelation: z.number(),
  }),
});

/** Stores models as values with the keys popularity/<lottery>/<version>. */
export class StoredPopularity extends VersionedValues<PopularityModel> implements PopularityStore {
  constructor(values: Values) {
    super(values, {
      prefix: 'popularity',
      read: (stored) => {
        const { success, data } = storedModel.safeParse(stored);
        return success ? { ...data, version: versionOf(data.lottery, data.effects) } : undefined;
      },
    });
  }
}

/** Returns the version of a model: a digest of the effects, which alone decide scores. */
export function versionOf(lottery: string, effects: number[]): string {
  return createHash('sha256')
    .update(JSON.stringify([lottery, effects]))
    .digest('hex')
    .slice(0, 16);
}
