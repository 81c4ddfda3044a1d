import type { Locale } from '../../shared/games/locale.js';

/** The options of `dezenas draws` as given. */
export interface DrawsOptions {
  lottery?: string;
  address?: string;
  locale?: Locale;
  json?: boolean;
}

export interface StatisticsOptions extends DrawsOptions {
  from?: number;
  to?: number;
  pairs: number;
}
