import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';

export interface CatalogueOptions extends ConnectionOptions {
  lottery?: string;
  picks?: number;
  locale?: Locale;
  json?: boolean;
}
