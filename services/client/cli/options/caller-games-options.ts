import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';
import type { SpecOptions } from './spec-options.js';

/** The options of `dezenas validate` as given. */
export interface ValidateOptions extends SpecOptions, ConnectionOptions {
  limit: number;
  locale?: Locale;
  json?: boolean;
}

/** The options of `dezenas check` as given. */
export interface CheckOptions extends ConnectionOptions {
  lottery?: string;
  job?: string;
  drawn?: number[];
  second?: number[];
  drawnExtras?: number[];
  bonus?: number;
  draws?: { first: number; last: number };
  limit: number;
  locale?: Locale;
  json?: boolean;
}
