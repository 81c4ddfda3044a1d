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
  /** Called once when that share of the games has come. */
  meanwhile?: () => unknown;
}

/** A spec's games from the generators at these addresses, as the orchestrator generates them for a job, without its server. */
export async function runOnGenerators(addresses: string[], given: GameSpec, options: RunOptions = {}): Promise<GeneratorsRun> {
  const client = new GeneratorClient(`ipv4:${addresses.join(',')}`);
  try {
    // Connections first: how long they take is not what is weighed.
    if (!(await client.isReachable({ timeoutMs: 10_000 }))) throw new Error('no generator answers');
    return await runOnClient(client, given, options);
  } finally {
    client.close();
  }
}

/** The same with the connections of a client that lives on, as an orchestrator's does. */
export async function runOnClient(
  client: GeneratorClient,
  given: GameSpec,
  { draws, share = 0.2, meanwhile = () => {} }: RunOptions = {},
): Promise<GeneratorsRun> {
  const { spec, ...compiled } = await programOf(given, draws);
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
