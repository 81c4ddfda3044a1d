import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { Violations } from '../../shared/violations.js';
import { CallBudget } from './call-budget.js';
import type { ChunkRunner } from './chunk-runner.js';
import { generatorFallbacks } from './generation-metrics.js';
import type { GeneratorClient } from './generator-client.js';
import { GeneratorsRunner } from './generators-runner.js';
import { InProcessRunner } from './in-process-runner.js';

export type GenerationMode = 'AUTO' | 'PARALLEL' | 'SEQUENTIAL';

export interface RunnerChooserOptions {
  client: GeneratorClient;
  parallelMinQuantity: number;
  concurrentCalls: number;
  logger: Logger;
}

/** Decides where the chunks of a request run. */
export class RunnerChooser {
  readonly #options: RunnerChooserOptions;
  /** Budget of the calls to generators, over all jobs. */
  readonly #budget = new CallBudget();
  readonly #inProcess = new InProcessRunner();

  constructor(options: RunnerChooserOptions) {
    this.#options = options;
  }

  /**
   * Chooses the runner of a request.
   * @throws DezenasError UNAVAILABLE when the mode is PARALLEL and no generator answers.
   */
  async choose(mode: GenerationMode, quantity: number, signal: AbortSignal, requestId?: string): Promise<ChunkRunner> {
    const { client, parallelMinQuantity, concurrentCalls, logger } = this.#options;
    if (mode === 'SEQUENTIAL' || (mode === 'AUTO' && quantity < parallelMinQuantity)) return this.#inProcess;
    const reachable = await client.isReachable({ signal });
    throwIfAborted(signal);
    if (reachable) {
      const fallback = mode === 'AUTO' ? this.#inProcess : undefined;
      return new GeneratorsRunner({ client, concurrentCalls, budget: this.#budget, logger, requestId, fallback });
    }
    const cause = await client.findUnreachableCause();
    if (mode === 'AUTO') {
      generatorFallbacks.add(1, {});
      logger.warn({ requestId, err: cause }, 'no generator answers; the games are generated in this process');
      return this.#inProcess;
    }
    throw new DezenasError('UNAVAILABLE', 'no generator answers', { reason: 'GENERATOR_UNAVAILABLE', cause });
  }
}

/** Converts the mode of a request. Unset is AUTO. */
export function fromGenerationMode(mode: string, violations: Violations): GenerationMode {
  const name = violations.checkEnum('mode', mode, 'GENERATION_MODE_', ['AUTO', 'PARALLEL', 'SEQUENTIAL']);
  return name === 'UNSPECIFIED' ? 'AUTO' : name;
}
