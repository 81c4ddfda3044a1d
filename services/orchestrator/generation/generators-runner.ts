import { type ChunkOrder, chunksAreChained, type Program } from '../../core/program.js';
import { programKey } from '../../core/program-key.js';
import { WindowTail } from '../../core/window-tail.js';
import { type Backoff, backoffMs, pause } from '../../shared/async/backoff.js';
import { mapInOrder } from '../../shared/async/map-in-order.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { CallBudget } from './call-budget.js';
import { CallRace, type RaceOptions } from './call-race.js';
import type { ChunkResult, ChunkRunner } from './chunk-runner.js';
import { chunkRetries, generatorFallbacks } from './generation-metrics.js';
import { type GeneratorClient, REFUSED } from './generator-client.js';
import { OpenOrders } from './open-orders.js';
import { ReplicaWatch } from './replica-watch.js';

/** Games of one call: enough to make a call worth it, few enough that whole calls may wait in memory for their turn. */
const GAMES_PER_CALL = 100_000;
/** Calls in memory, under way or waiting for an earlier one, for each that may be under way: a slow replica holds no other up. */
const CALLS_AHEAD = 2;
/** Chained chunks of the first call: soon two replicas can be compared. */
const FIRST_CHUNKS = 4;
const MAX_ATTEMPTS = 5;
/** Before a failed call is made again. */
const CALL_BACKOFF: Backoff = { firstDelayMs: 50, spread: [0.5, 1.5] };
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
      for (const call of [orders.slice(0, FIRST_CHUNKS), ...splitOrders(orders.slice(FIRST_CHUNKS), 1)]) {
        for await (const result of this.#call(race, call, tail.games, signal)) {
          for (const batch of result.batches) tail.push(batch);
          yield result;
        }
      }
      return;
    }
    const { concurrentCalls } = this.#options;
    const calls = splitOrders(orders, concurrentCalls);
    const options = { concurrency: concurrentCalls, maxHeld: CALLS_AHEAD * concurrentCalls, signal };
    const collectCall = (call: ChunkOrder[], stopped: AbortSignal) => collect(this.#call(race, call, new Uint8Array(0), stopped));
    for await (const results of mapInOrder(calls, options, collectCall)) yield* results;
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
          logger.warn({ requestId, err: error }, 'no generator does it, going on in this process');
          yield* fallback.run(race.program, open.orders, open.windowGames, signal);
          return;
        }
        chunkRetries.add(open.orders.length, {});
        logger.warn({ requestId, err: error, attempt, chunk: open.orders[0].chunk }, 'generator call failed, retrying');
        await pause(backoffMs(CALL_BACKOFF, attempt), signal);
        throwIfAborted(signal);
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
  if (error.code === 'INTERNAL' || error.reason === REFUSED) return error;
  return new DezenasError('UNAVAILABLE', 'no generator answers', { reason: 'GENERATOR_UNAVAILABLE', cause: error });
}

/** The last calls have fewer orders each, so that all replicas are done at about the same time (guided self-scheduling). */
function splitOrders(orders: ChunkOrder[], concurrentCalls: number): ChunkOrder[][] {
  let left = orders.reduce((sum, { quantity }) => sum + quantity, 0);
  const calls: ChunkOrder[][] = [];
  for (let at = 0; at < orders.length; ) {
    const most = Math.min(GAMES_PER_CALL, left / concurrentCalls);
    const call: ChunkOrder[] = [];
    for (let games = 0; at < orders.length && (call.length === 0 || games + orders[at].quantity <= most); at++) {
      call.push(orders[at]);
      games += orders[at].quantity;
      left -= orders[at].quantity;
    }
    calls.push(call);
  }
  return calls;
}

async function collect(results: AsyncIterable<ChunkResult>): Promise<ChunkResult[]> {
  const list: ChunkResult[] = [];
  for await (const result of results) list.push(result);
  return list;
}
