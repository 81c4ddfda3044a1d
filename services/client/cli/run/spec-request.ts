import type { GameSpec } from '../../library/client.js';
import type { SpecOptions } from '../options/spec-options.js';

/** Converts options to a spec without its quantity. The orchestrator checks the values. */
export function toSpecRequest(options: SpecOptions): GameSpec {
  return {
    lottery: options.lottery,
    custom: options.universe === undefined ? undefined : { universeSize: options.universe },
    picks: options.picks,
    extraPicks: options.extraPicks,
    constraints: {
      fixedNumbers: options.fixed,
      poolNumbers: options.pool,
      excludedNumbers: options.exclude,
      extraNumbers: options.extras,
      minOdd: options.minOdd,
      maxOdd: options.maxOdd,
      minEven: options.minEven,
      maxEven: options.maxEven,
      minRepetition: options.minRepetition,
      maxRepetition: options.maxRepetition,
      window: options.window,
      windowScope: options.windowScope === 'chunk' ? 'WINDOW_SCOPE_CHUNK' : 'WINDOW_SCOPE_JOB',
    },
    rules: [
      ...(options.rule ?? []).map((rule) => ({ ...rule, enabled: true })),
      ...(options.notRule ?? []).map((rule) => ({ ...rule, enabled: true, negated: true })),
      ...(options.withoutRule ?? []).map((id) => ({ id, enabled: false })),
    ],
    ruleGroups: options.atLeast,
    weighting: WEIGHTINGS[options.weighting ?? 'uniform'],
    score: { terms: options.score, minScoreHundredths: options.minScore },
    seed: options.seed,
    chunkSize: options.chunkSize,
    historyVersion: options.history ? undefined : '',
  };
}

const WEIGHTINGS = {
  uniform: 'NUMBER_WEIGHTING_UNIFORM',
  frequency: 'NUMBER_WEIGHTING_FREQUENCY',
  balanced: 'NUMBER_WEIGHTING_BALANCED',
} as const;

/** The option that sets a field of the request, by the path of the field without indices. */
const OPTION_OF: Record<string, string> = {
  'spec.lottery': '--lottery',
  'spec.custom': '--universe',
  'spec.custom.universe_size': '--universe',
  'spec.quantity': '--quantity',
  'spec.budget_centavos': '--budget (in centavos)',
  'spec.picks': '--picks',
  'spec.extra_picks': '--extra-picks',
  'spec.seed': '--seed',
  'spec.chunk_size': '--chunk-size',
  'spec.best_of': '--best-of',
  'spec.weighting': '--weighting',
  'spec.score.min_score_hundredths': '--min-score',
  'spec.constraints.fixed_numbers': '--fixed',
  'spec.constraints.pool_numbers': '--pool',
  'spec.constraints.excluded_numbers': '--exclude',
  'spec.constraints.extra_numbers': '--extras',
  'spec.constraints.min_odd': '--min-odd',
  'spec.constraints.max_odd': '--max-odd',
  'spec.constraints.min_even': '--min-even',
  'spec.constraints.max_even': '--max-even',
  'spec.constraints.min_repetition': '--min-repetition',
  'spec.constraints.max_repetition': '--max-repetition',
  'spec.constraints.window': '--window',
  'spec.rules.negated': '--not-rule',
  'workbook.locale': '--locale',
  'workbook.sheet_games': '--sheet-games',
  'workbook.check_draw': '--check-draw',
  'workbook.sort_chunk_size': '--sort-chunk-size',
  'workbook.write_buffer_size': '--write-buffer-size',
  request_id: '--request-id',
  priority: '--priority',
  page_size: '--limit',
  page_token: '--page-token',
  part: '--part',
  exact: '--exact',
  first_draw: '--from',
  last_draw: '--to',
  pairs: '--pairs',
  'header.limit': '--limit',
  'header.first_draw': '--draws',
  'header.last_draw': '--draws',
  'header.result.numbers': '--drawn',
  'header.result.second': '--second',
  'header.result.extras': '--drawn-extras',
  'header.result.bonus': '--bonus',
};

/** The options that set all fields below a path. */
const OPTION_BELOW: Record<string, string> = { 'spec.rule_groups': '--at-least', 'spec.rules': '--rule', 'spec.score.terms': '--score' };

/** Returns the option that set a wrong field; the field itself when no option sets it. */
export function optionOf(field: string): string {
  const path = field.replaceAll(/\[\d+\]/g, '');
  const below = Object.keys(OPTION_BELOW).find((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  return OPTION_OF[path] ?? (below ? OPTION_BELOW[below] : field);
}
