import type { Locale } from '../../../shared/locale.js';
import type { ConnectionOptions } from './connection-options.js';
import type { JobOptions } from './job-options.js';

/** The states of a job as `--state` names them. */
export const STATES = ['queued', 'running', 'writing', 'completed', 'failed', 'cancelled', 'expired'] as const;

/** The options of every `dezenas jobs` command as given. */
export interface JobsOptions extends ConnectionOptions {
  locale?: Locale;
  json?: boolean;
}

export interface FollowOptions extends JobsOptions {
  watch?: boolean;
  quiet?: boolean;
}

export type CreateOptions = JobOptions & FollowOptions;

export interface ListOptions extends JobsOptions {
  state?: (typeof STATES)[number][];
  lottery?: string;
  oldestFirst?: boolean;
  limit: number;
  pageToken?: string;
}

export interface DownloadCommandOptions extends JobsOptions {
  part?: number;
  out?: string;
}
