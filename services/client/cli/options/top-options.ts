import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';

export interface TopOptions extends ConnectionOptions {
  /** Seconds. */
  interval: number;
  once?: boolean;
  json?: boolean;
  locale?: Locale;
}
