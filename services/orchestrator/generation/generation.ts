import type { Batch } from '../../core/batch.js';
import { type ChunkOrder, type ChunkReport, chunksAreChained, MAX_ORDER_GAMES } from '../../core/program.js';
import { WindowTail } from '../../core/window-tail.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import type { Summary } from '../../domain/game-spec/summary.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import { type CompiledSpec, generatedGames, RANKED_SPACE } from '../game-spec/compile-program.js';
import { BestGames } from './best-games.js';
import type { ChunkRunner } from './chunk-runner.js';
import { planChunks } from './plan-chunks.js';
import { SummaryBuilder } from './summary-builder.js';

/** Why a generation ended with fewer games than requested. */
export type Shortfall = { reason: 'RULES_EXHAUSTED' | 'RULES_GAVE_UP'; message: string };

export interface GenerationEnd {
  summary: Summary;
  shortfall: Shortfall | undefined;
}

/**
 * Yields the games of a spec. The spec alone decides their order: the order of generation, or with best_of, the best first. Returns the summary,
 * and the reason of a shortfall.
 * @param onProgress called with the number of generated games after each batch.
 */
export async function* generateGames(
  spec: Spec,
  compiled: CompiledSpec,
  runner: ChunkRunner,
  signal: AbortSignal,
  onProgress: (games: number) => void = () => {},
): AsyncGenerator<Batch, GenerationEnd, undefined> {
  const summary = new SummaryBuilder(spec, compiled);
  const games = generateChunks(spec, compiled, runner, summary, signal);
  const best = spec.bestOf === undefined ? undefined : new BestGames(spec.quantity, compiled.program);
  let step = await games.next();
  for (; !step.done; step = await games.next()) {
    if (best) {
      best.add(step.value);
    } else {
      summary.addBatch(step.value);
      yield step.value;
    }
    onProgress(summary.generated);
  }
  for (const batch of best?.batches() ?? []) {
    throwIfAborted(signal);
    summary.addBatch(batch);
    yield batch;
  }
  const built = summary.build();
  return { summary: built, shortfall: built.games < spec.quantity ? describeShortfall(spec, compiled, built, step.value) : undefined };
}

/** Why the generation of candidates ended. */
type WalkEnd = 'COMPLETE' | 'EXHAUSTED' | 'GAVE_UP';

/** Generates the chunks in order. If some run out of candidates, continues the other chunks with their remaining candidates, in order. */
async function* generateChunks(
  spec: Spec,
  { program }: CompiledSpec,
  runner: ChunkRunner,
  summary: SummaryBuilder,
  signal: AbortSignal,
): AsyncGenerator<Batch, WalkEnd, undefined> {
  const wanted = generatedGames(spec);
  const tail = new WindowTail(program);
  const reports = new Map<number, ChunkReport>();
  for (let orders: ChunkOrder[] | undefined = planChunks(wanted, spec.chunkSize); orders; ) {
    for await (const { batches, report } of runner.run(program, orders, tail.games, signal)) {
      throwIfAborted(signal);
      summary.addReport(report);
      for (const batch of batches) {
        if (chunksAreChained(program)) tail.push(batch);
        yield batch;
      }
      reports.set(report.chunk, report);
      if (report.outcome === 'GAVE_UP') return 'GAVE_UP';
    }
    // Continuations run one at a time, because each one must find the games that are still missing after the previous one.
    const next = nextContinuation(reports, wanted - summary.generated);
    orders = next && [next];
  }
  return summary.generated < wanted ? 'EXHAUSTED' : 'COMPLETE';
}

/** Returns an order that continues the first chunk with remaining candidates. Returns undefined if no games are missing or no candidates remain. */
function nextContinuation(reports: Map<number, ChunkReport>, missing: number): ChunkOrder | undefined {
  if (missing <= 0) return undefined;
  for (const { chunk, outcome, cursor } of reports.values()) {
    if (outcome === 'COMPLETE') return { chunk, cursor, quantity: Math.min(missing, MAX_ORDER_GAMES) };
  }
  return undefined;
}

function describeShortfall(spec: Spec, { spaceSize, program }: CompiledSpec, summary: Summary, end: WalkEnd): Shortfall {
  const worst = summary.rules
    .filter(({ rejections }) => rejections > 0)
    .toSorted((a, b) => b.rejections - a.rejections)
    .slice(0, 3)
    .map(({ id, rejections }) => `${id} (${rejections})`);
  const blame = worst.length > 0 ? `; most rejections: ${worst.join(', ')}` : '';
  if (end === 'GAVE_UP') {
    return {
      reason: 'RULES_GAVE_UP',
      message: `gave up after ${summary.games} of ${spec.quantity} games: 750,000 candidates in a row broke the rules${blame}`,
    };
  }
  const visited = spaceSize < RANKED_SPACE ? `all ${spaceSize} possible games` : 'all candidates';
  const late = summary.games - summary.gamesByLevel.STRICT;
  const relaxed = late > 0 ? ` (${late} of them after a rule was given up)` : '';
  return {
    reason: 'RULES_EXHAUSTED',
    message: `only ${summary.games} games satisfy these rules${relaxed}${program.window > 0 ? ', one after the other' : ''}: ${visited} were visited${blame}`,
  };
}

/** Creates the error of a shortfall for a request that does not allow partial results. */
export function shortfallError({ reason, message }: Shortfall): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', message, { reason });
}
