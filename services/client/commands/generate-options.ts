import type { Locale } from '../../shared/games/locale.js';
import type { RuleGroupOption, RuleOption } from './parse-values.js';

/** The options of `dezenas generate` as given. */
export interface GenerateOptions {
  quantity?: number;
  budget?: number;
  lottery?: string;
  picks?: number;
  out: string;
  seed?: string;
  fixed?: number[];
  pool?: number[];
  exclude?: number[];
  minOdd?: number;
  maxOdd?: number;
  minEven?: number;
  maxEven?: number;
  minRepetition?: number;
  maxRepetition?: number;
  window?: number;
  windowScope?: 'job' | 'chunk';
  rule?: RuleOption[];
  notRule?: RuleOption[];
  atLeast?: RuleGroupOption[];
  withoutRule?: string[];
  history: boolean;
  allowPartial?: boolean;
  order?: 'generated' | 'sorted-chunks';
  sortChunkSize?: number;
  writeBufferSize?: number;
  chunkSize?: number;
  mode?: 'auto' | 'parallel' | 'sequential';
  locale?: Locale;
  address?: string;
  json?: boolean;
  quiet?: boolean;
}
