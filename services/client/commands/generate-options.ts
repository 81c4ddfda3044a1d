import type { JobOptions } from './job-options.js';

/** The options of `dezenas generate` as given. */
export interface GenerateOptions extends JobOptions {
  out?: string;
  address?: string;
  json?: boolean;
  quiet?: boolean;
}
