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

/** Why a generation ended with fewer games than asked for. */
export type Shortfall = { reason: 'RULES_EXHAUSTED' | 'RULES_GAVE_UP'; message: string };

export interface GenerationEnd {
  summary: Summary;
  shortfall: Shortfall | undefined;
}

/**
 * The games of a spec, in the one order the spec decides: as generated; or, where the best of many are wanted, those, best first.
 * `generated` is told how many games were generated after each step. Returns what was done; a generation that falls short says why.
 */
export async function* generateGames(
  spec: Spec,
  compiled: CompiledSpec,
  runner: ChunkRunner,
  signal: AbortSignal,
  generated: (games: number) => void = () => {},
): AsyncGenerator<Batch, GenerationEnd, undefined> {
  const summary = new SummaryBuilder(spec, compiled);
  const games = generateInTurn(spec, compiled, runner, summary, signal);
  const best = spec.bestOf === undefined ? undefined : new BestGames(spec.quantity, compiled.program);
  let step = await games.next();
  for (; !step.done; step = await games.next()) {
    if (best) {
      best.add(step.value);
    } else {
      summary.addBatch(step.value);
      yield step.value;
    }
    generated(summary.generated);
  }
  for (const batch of best?.batches() ?? []) {
    throwIfAborted(signal);
    summary.addBatch(batch);
    yield batch;
  }
  const built = summary.build();
  return { summary: built, shortfall: built.games < spec.quantity ? describeShortfall(spec, compiled, built, step.value) : undefined };
}

/** How a walk through the candidates ended. */
type WalkEnd = 'COMPLETE' | 'EXHAUSTED' | 'GAVE_UP';

/** The chunks in turn; then, when some ran out of candidates, the leftovers of the others in turn. */
async function* generateInTurn(
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
    // A continuation is one order at a time: how many games it must find depends on the one before.
    const next = nextLeftover(reports, wanted - summary.generated);
    orders = next && [next];
  }
  return summary.generated < wanted ? 'EXHAUSTED' : 'COMPLETE';
}

/** The first chunk that still has candidates, when games are missing. */
function nextLeftover(reports: Map<number, ChunkReport>, missing: number): ChunkOrder | undefined {
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
  const given = late > 0 ? ` (${late} of them after a rule was given up)` : '';
  return {
    reason: 'RULES_EXHAUSTED',
    message: `only ${summary.games} games satisfy these rules${given}${program.window > 0 ? ', one after the other' : ''}: ${visited} were visited${blame}`,
  };
}

/** The error of a generation that fell short when fewer games were not welcome. */
export function shortfallError({ reason, message }: Shortfall): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', message, { reason });
}
