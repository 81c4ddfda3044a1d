import { setTimeout } from 'node:timers/promises';
import { type ChunkOrder, chunksAreChained, type Program } from '../../shared/core/program.js';
import { programKey } from '../../shared/core/program-key.js';
import { WindowTail } from '../../shared/core/window-tail.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { Logger } from '../../shared/logging.js';
import type { GeneratorClient } from '../generator-client.js';
import { chunkRetries, generatorFallbacks } from '../metrics.js';
import type { CallBudget } from './call-budget.js';
import { CallRace, type RaceOptions } from './call-race.js';
import type { ChunkResult, ChunkRunner } from './chunk-runner.js';
import { OpenOrders } from './open-orders.js';
import { ReplicaWatch } from './replica-watch.js';

/** Games of one call: enough to make a call worth it, few enough that a whole call may wait in memory for its turn. */
const GAMES_PER_CALL = 100_000;
/** Chained chunks of the first call: soon two replicas can be compared. */
const FIRST_CHUNKS = 4;
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;
/** Damaged answers of generators known for them after which a job is given up. */
const MAX_DAMAGED = 3;

/** Codes after which the same call may succeed on another generator. CANCELLED, when it was not we who cancelled: one that was stopped. */
const RETRIED = new Set(['UNAVAILABLE', 'INTERNAL', 'RESOURCE_EXHAUSTED', 'CANCELLED']);

export interface GeneratorsRunnerOptions {
  client: GeneratorClient;
  /** Calls under way at once, spread over the replicas. */
  concurrentCalls: number;
  /** For calls that are made again, shared with the other jobs. */
  budget: CallBudget;
  logger: Logger;
  requestId?: string;
  /** Takes over what the generators could not do; none: the failure is the job's. */
  fallback?: ChunkRunner;
}

/**
 * Spreads orders over the generators: calls of a few chunks each, several at once, merged in order. A failed call is
 * repeated from the first chunk it did not deliver. Chained chunks go in one call after the other. One runner a job.
 */
export class GeneratorsRunner implements ChunkRunner {
  readonly name = 'generators';
  readonly #options: GeneratorsRunnerOptions;
  readonly #watch = new ReplicaWatch();

  constructor(options: GeneratorsRunnerOptions) {
    this.#options = options;
  }

  async *run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const race: RaceOptions = { ...this.#options, program, programKey: programKey(program), watch: this.#watch };
    if (chunksAreChained(program)) {
      const tail = new WindowTail(program, windowGames);
      for (const call of [orders.slice(0, FIRST_CHUNKS), ...splitOrders(orders.slice(FIRST_CHUNKS))]) {
        for await (const result of this.#call(race, call, tail.games, signal)) {
          for (const batch of result.batches) tail.push(batch);
          yield result;
        }
      }
      return;
    }
    const calls = splitOrders(orders);
    // Ends the calls under way when the reader stops early.
    const stopped = new AbortController();
    const either = AbortSignal.any([signal, stopped.signal]);
    const underWay: Promise<ChunkResult[]>[] = [];
    try {
      for (let next = 0; next < calls.length || underWay.length > 0; ) {
        while (next < calls.length && underWay.length < this.#options.concurrentCalls) {
          const results = collect(this.#call(race, calls[next++], new Uint8Array(0), either));
          // Awaited below, in order; until then a failure must not count as unhandled.
          results.catch(() => {});
          underWay.push(results);
        }
        yield* await (underWay.shift() as Promise<ChunkResult[]>);
      }
    } finally {
      stopped.abort();
      await Promise.allSettled(underWay);
    }
  }

  /** One call, repeated from where it broke off. */
  async *#call(race: RaceOptions, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const { logger, requestId, budget, fallback } = this.#options;
    const open = new OpenOrders(race.program, orders, windowGames);
    for (let attempt = 1; ; attempt++) {
      const before = open.orders.length;
      try {
        yield* new CallRace(race, open, signal).run();
        budget.done();
        return;
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof DezenasError) || !RETRIED.has(error.code)) throw error;
        this.#checkDamage(error);
        if (open.orders.length < before) attempt = 1;
        if (attempt === MAX_ATTEMPTS || !budget.take('retry')) {
          if (!fallback || !['UNAVAILABLE', 'CANCELLED'].includes(error.code)) throw unavailable(error);
          generatorFallbacks.add(1, {});
          logger.warn({ requestId, err: error }, 'no generator answers, going on in this process');
          yield* fallback.run(race.program, open.orders, open.windowGames, signal);
          return;
        }
        chunkRetries.add(open.orders.length, {});
        logger.warn({ requestId, err: error, attempt, chunk: open.orders[0].chunk }, 'generator call failed, retrying');
        // Some way into the delay, so that calls that failed together do not come back together.
        const delayMs = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
        await setTimeout(delayMs, undefined, { signal }).catch(() => throwIfAborted(signal));
      }
    }
  }

  /** @throws DezenasError INTERNAL when there was too much of it. */
  #checkDamage(cause: DezenasError): void {
    if (this.#watch.damagedAgain < MAX_DAMAGED) return;
    throw new DezenasError('INTERNAL', 'generators send damaged games again and again', { reason: 'GENERATORS_DAMAGED', cause });
  }
}

function unavailable(error: DezenasError): DezenasError {
  if (error.code === 'INTERNAL') return error;
  return new DezenasError('UNAVAILABLE', 'no generator answers', { reason: 'GENERATOR_UNAVAILABLE', cause: error });
}

function splitOrders(orders: ChunkOrder[]): ChunkOrder[][] {
  const calls: ChunkOrder[][] = [];
  let games = 0;
  for (const order of orders) {
    const call = calls.at(-1);
    if (call && games + order.quantity <= GAMES_PER_CALL) {
      call.push(order);
      games += order.quantity;
    } else {
      calls.push([order]);
      games = order.quantity;
    }
  }
  return calls;
}

async function collect(results: AsyncIterable<ChunkResult>): Promise<ChunkResult[]> {
  const list: ChunkResult[] = [];
  for await (const result of results) list.push(result);
  return list;
}
