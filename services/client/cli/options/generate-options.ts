import type { ConnectionOptions } from './connection-options.js';
import type { JobOptions } from './job-options.js';

/** The options of `dezenas generate` as given. */
export interface GenerateOptions extends JobOptions, ConnectionOptions {
  out?: string;
  json?: boolean;
  quiet?: boolean;
}
