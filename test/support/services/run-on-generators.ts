import { CallBudget } from '../../../services/orchestrator/generation/call-budget.js';
import { generateGames } from '../../../services/orchestrator/generation/generation.js';
import { GeneratorClient } from '../../../services/orchestrator/generation/generator-client.js';
import { GeneratorsRunner } from '../../../services/orchestrator/generation/generators-runner.js';
import type { GameSpec } from '../../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { programOf } from '../data/programs.js';

export interface GeneratorsRun {
  sha256: string;
  ms: number;
  counts: CallBudget['counts'];
}

interface RunOptions {
  draws?: number[][];
  share?: number;
  /** Called once, when `share` of the games has arrived. */
  meanwhile?: () => unknown;
}

/** Generates the games of a spec on the generators at these addresses, as the orchestrator does for a job, but without its server. */
export async function runOnGenerators(addresses: string[], requested: GameSpec, options: RunOptions = {}): Promise<GeneratorsRun> {
  const client = new GeneratorClient(`ipv4:${addresses.join(',')}`);
  try {
    // Connect first, so that the measured time does not include connecting.
    if (!(await client.isReachable({ timeoutMs: 10_000 }))) throw new Error('no generator answers');
    return await runOnClient(client, requested, options);
  } finally {
    client.close();
  }
}

/** Like {@link runOnGenerators}, with a client that stays connected between runs. */
export async function runOnClient(
  client: GeneratorClient,
  requested: GameSpec,
  { draws, share = 0.2, meanwhile = () => {} }: RunOptions = {},
): Promise<GeneratorsRun> {
  const { spec, ...compiled } = await programOf(requested, draws);
  const budget = new CallBudget();
  const runner = new GeneratorsRunner({ client, concurrentCalls: 4, budget, logger: createLogger('test', 'silent') });
  let games = 0;
  const start = performance.now();
  const batches = generateGames(spec, compiled, runner, new AbortController().signal);
  for (;;) {
    const { done, value } = await batches.next();
    if (done) return { sha256: value.summary.gamesSha256, ms: performance.now() - start, counts: budget.counts };
    const before = games;
    games += value.count;
    if (before < spec.quantity * share && games >= spec.quantity * share) await meanwhile();
  }
}
