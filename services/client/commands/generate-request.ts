import { randomUUID } from 'node:crypto';
import type { CreateJobRequest } from '../client.js';
import type { GenerateOptions } from './generate-options.js';
import { toGameSpec } from './spec-request.js';

/** The options of `dezenas generate` as a request. What they mean, and what of it is wrong, the orchestrator says. */
export function toCreateJobRequest(options: GenerateOptions): CreateJobRequest {
  return {
    // Makes a repeated call harmless.
    requestId: randomUUID(),
    spec: {
      ...toGameSpec(options),
      ...(options.budget === undefined ? { quantity: options.quantity } : { budgetCentavos: options.budget }),
      bestOf: options.bestOf,
    },
    workbook: {
      locale: options.locale ?? 'pt-BR',
      order: ORDERS[options.order ?? 'generated'],
      sortChunkSize: options.sortChunkSize,
      writeBufferSize: options.writeBufferSize,
    },
    mode: MODES[options.mode ?? 'auto'],
    allowPartial: options.allowPartial ?? false,
  };
}

const ORDERS = {
  generated: 'GAME_ORDER_GENERATED',
  'sorted-chunks': 'GAME_ORDER_SORTED_CHUNKS',
  sorted: 'GAME_ORDER_SORTED',
  'by-score': 'GAME_ORDER_BY_SCORE',
} as const;

const MODES = {
  auto: 'GENERATION_MODE_AUTO',
  parallel: 'GENERATION_MODE_PARALLEL',
  sequential: 'GENERATION_MODE_SEQUENTIAL',
} as const;
