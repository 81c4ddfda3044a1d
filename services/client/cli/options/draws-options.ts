import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';

/** The options of `dezenas draws` as given. */
export interface DrawsOptions extends ConnectionOptions {
  lottery?: string;
  locale?: Locale;
  json?: boolean;
}

export interface StatisticsOptions extends DrawsOptions {
  from?: number;
  to?: number;
  pairs: number;
}
