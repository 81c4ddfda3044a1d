import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';

/** The options of `dezenas lotteries`, `rules` and `scores` as given. */
export interface CatalogueOptions extends ConnectionOptions {
  lottery?: string;
  picks?: number;
  locale?: Locale;
  json?: boolean;
}
