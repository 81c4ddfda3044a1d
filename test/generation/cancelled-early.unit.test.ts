import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallBudget } from '../../services/orchestrator/generation/call-budget.js';
import type { ChunkRunner } from '../../services/orchestrator/generation/chunk-runner.js';
import { generateGames } from '../../services/orchestrator/generation/generation.js';
import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { GeneratorsRunner } from '../../services/orchestrator/generation/generators-runner.js';
import { InProcessRunner } from '../../services/orchestrator/generation/in-process-runner.js';
import { cancelledError } from '../../services/shared/errors.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { programOf } from '../support/data/programs.js';

describe('a job that is cancelled before its first call', () => {
  let client: GeneratorClient;
  beforeEach(() => {
    client = new GeneratorClient('127.0.0.1:1');
  });
  afterEach(() => client.close());

  const runners: Record<string, () => ChunkRunner> = {
    'in this process': () => new InProcessRunner(),
    'on generators': () =>
      new GeneratorsRunner({ client, concurrentCalls: 4, budget: new CallBudget(), logger: createLogger('test', 'silent') }),
  };

  it.each(Object.keys(runners))('fails with CANCELLED, and not with too few games (%s)', async (where) => {
    const { spec, ...compiled } = await programOf({ quantity: 100, seed: 1 });
    const games = generateGames(spec, compiled, runners[where](), AbortSignal.abort(cancelledError()));
    await expect(games.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it.each(Object.keys(runners))('fails with CANCELLED, and not with too few games, when its chunks are chained (%s)', async (where) => {
    const { spec, ...compiled } = await programOf({ quantity: 100, seed: 1, constraints: { maxRepetition: 4 } });
    const games = generateGames(spec, compiled, runners[where](), AbortSignal.abort(cancelledError()));
    await expect(games.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
