import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';
import type { SpecOptions } from './spec-options.js';

/** The options of `dezenas estimate` as given. */
export interface EstimateOptions extends SpecOptions, ConnectionOptions {
  quantity?: number;
  budget?: number;
  exact?: boolean;
  locale?: Locale;
  json?: boolean;
}
