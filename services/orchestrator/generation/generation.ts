import { type ChunkOrder, type ChunkReport, chunksAreChained } from '../../shared/core/program.js';
import { WindowTail } from '../../shared/core/window-tail.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { Batch } from '../../shared/games/batch.js';
import type { Spec } from '../../shared/games/spec.js';
import type { Summary } from '../../shared/games/summary.js';
import type { CompiledSpec } from '../spec/compile-program.js';
import type { ChunkRunner } from './chunk-runner.js';
import { planChunks } from './plan-chunks.js';
import { SummaryBuilder } from './summary-builder.js';

/** Most games of one continuation order. */
const MAX_ORDER_GAMES = 100_000;

/** Why a generation ended with fewer games than asked for. */
export type Shortfall = { reason: 'RULES_EXHAUSTED' | 'RULES_GAVE_UP'; message: string };

export interface GenerationEnd {
  summary: Summary;
  shortfall: Shortfall | undefined;
}

/**
 * All games of a spec, in the one order the spec decides: the chunks in turn; then, when some ran out of candidates, the
 * leftovers of the others in turn. Returns what was done; a generation that falls short says why.
 */
export async function* generateGames(
  spec: Spec,
  compiled: CompiledSpec,
  runner: ChunkRunner,
  signal: AbortSignal,
): AsyncGenerator<Batch, GenerationEnd, undefined> {
  const { program } = compiled;
  const summary = new SummaryBuilder(spec, compiled);
  const tail = new WindowTail(program.window, program.picks);
  const cursors = new Map<number, ChunkReport>();
  const pending: ChunkOrder[][] = [planChunks(spec.quantity, spec.chunkSize)];
  let gaveUp = false;
  for (let orders = pending.shift(); orders && !gaveUp; orders = pending.shift()) {
    for await (const { batches, report } of runner.run(program, orders, tail.games, signal)) {
      throwIfAborted(signal);
      for (const batch of batches) {
        summary.addBatch(batch);
        if (chunksAreChained(program)) tail.push(batch);
        yield batch;
      }
      summary.addReport(report);
      cursors.set(report.chunk, report);
      gaveUp = report.outcome === 'GAVE_UP';
      if (gaveUp) break;
    }
    // A continuation is one order at a time: how many games it must find depends on the one before.
    const next = gaveUp ? undefined : nextLeftover(cursors, spec.quantity - summary.games);
    if (next) pending.push([next]);
  }
  const built = summary.build();
  return { summary: built, shortfall: built.games < spec.quantity ? describeShortfall(spec, compiled, built, gaveUp) : undefined };
}

/** The first chunk that still has candidates, when games are missing. */
function nextLeftover(reports: Map<number, ChunkReport>, missing: number): ChunkOrder | undefined {
  if (missing <= 0) return undefined;
  for (const { chunk, outcome, cursor } of reports.values()) {
    if (outcome === 'COMPLETE') return { chunk, cursor, quantity: Math.min(missing, MAX_ORDER_GAMES) };
  }
  return undefined;
}

function describeShortfall(spec: Spec, { spaceSize }: CompiledSpec, summary: Summary, gaveUp: boolean): Shortfall {
  const worst = summary.rules
    .filter(({ rejections }) => rejections > 0)
    .toSorted((a, b) => b.rejections - a.rejections)
    .slice(0, 3)
    .map(({ id, rejections }) => `${id} (${rejections})`);
  const blame = worst.length > 0 ? `; most rejections: ${worst.join(', ')}` : '';
  if (gaveUp) {
    return {
      reason: 'RULES_GAVE_UP',
      message: `gave up after ${summary.games} of ${spec.quantity} games: 750,000 candidates in a row broke the rules${blame}`,
    };
  }
  return {
    reason: 'RULES_EXHAUSTED',
    message: `only ${summary.games} games satisfy these rules: all ${spaceSize} possible games were visited${blame}`,
  };
}

/** The error of a generation that fell short when fewer games were not welcome. */
export function shortfallError({ reason, message }: Shortfall): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', message, { reason });
}
