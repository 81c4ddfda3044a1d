import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';

/** The options of `dezenas top` as given. */
export interface TopOptions extends ConnectionOptions {
  /** The time between two refreshes, in seconds. */
  interval: number;
  once?: boolean;
  json?: boolean;
  locale?: Locale;
}
