import { randomUUID } from 'node:crypto';
import type { CreateJobRequest, GameSpec } from '../client.js';
import type { GenerateOptions } from './generate-options.js';

/** The options of `dezenas generate` as a request. What they mean, and what of it is wrong, the orchestrator says. */
export function toCreateJobRequest(options: GenerateOptions): CreateJobRequest {
  return {
    // Makes a repeated call harmless.
    requestId: randomUUID(),
    spec: toGameSpec(options),
    workbook: {
      locale: options.locale ?? 'pt-BR',
      order: options.order === 'sorted-chunks' ? 'GAME_ORDER_SORTED_CHUNKS' : 'GAME_ORDER_GENERATED',
      sortChunkSize: options.sortChunkSize,
      writeBufferSize: options.writeBufferSize,
    },
    mode: MODES[options.mode ?? 'auto'],
    allowPartial: options.allowPartial ?? false,
  };
}

const MODES = {
  auto: 'GENERATION_MODE_AUTO',
  parallel: 'GENERATION_MODE_PARALLEL',
  sequential: 'GENERATION_MODE_SEQUENTIAL',
} as const;

function toGameSpec(options: GenerateOptions): GameSpec {
  return {
    lottery: options.lottery,
    picks: options.picks,
    ...(options.budget === undefined ? { quantity: options.quantity } : { budgetCentavos: options.budget }),
    constraints: {
      fixedNumbers: options.fixed,
      poolNumbers: options.pool,
      excludedNumbers: options.exclude,
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
    seed: options.seed,
    chunkSize: options.chunkSize,
    historyVersion: options.history ? undefined : '',
  };
}

/** The option that sets a field of the request, by the field's path without its indices. */
const OPTION_OF: Record<string, string> = {
  'spec.lottery': '--lottery',
  'spec.quantity': '--quantity',
  'spec.budget_centavos': '--budget',
  'spec.picks': '--picks',
  'spec.seed': '--seed',
  'spec.chunk_size': '--chunk-size',
  'spec.constraints.fixed_numbers': '--fixed',
  'spec.constraints.pool_numbers': '--pool',
  'spec.constraints.excluded_numbers': '--exclude',
  'spec.constraints.min_odd': '--min-odd',
  'spec.constraints.max_odd': '--max-odd',
  'spec.constraints.min_even': '--min-even',
  'spec.constraints.max_even': '--max-even',
  'spec.constraints.min_repetition': '--min-repetition',
  'spec.constraints.max_repetition': '--max-repetition',
  'spec.constraints.window': '--window',
  'spec.rules': '--rule',
  'spec.rules.id': '--rule',
  'spec.rules.min': '--rule',
  'spec.rules.max': '--rule',
  'spec.rules.numbers': '--rule',
  'spec.rules.negated': '--not-rule',
  'workbook.locale': '--locale',
  'workbook.sort_chunk_size': '--sort-chunk-size',
  'workbook.write_buffer_size': '--write-buffer-size',
};

/** What a person typed that a wrong field came from; the field itself when no option sets it. */
export function optionOf(field: string): string {
  if (field.startsWith('spec.rule_groups')) return '--at-least';
  return OPTION_OF[field.replaceAll(/\[\d+\]/g, '')] ?? field;
}
