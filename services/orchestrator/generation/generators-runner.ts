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

/** Games per call: many enough to outweigh the cost of a call, few enough to hold the results of whole calls in memory. */
const GAMES_PER_CALL = 100_000;
/** Calls in memory (running, or waiting for an earlier call) per concurrent call, so that a slow replica does not delay the others. */
const CALLS_AHEAD = 2;
/** Chained chunks of the first call. The call is short so that two replicas can be compared early. */
const FIRST_CHUNKS = 4;
const MAX_CALL_ATTEMPTS = 5;
/** Delay before a failed call is retried. */
const CALL_BACKOFF: Backoff = { firstDelayMs: 50, spread: [0.5, 1.5] };
/** A job fails after this many damaged answers of generators that had sent damaged answers before. */
const MAX_DAMAGED = 3;

/** Codes after which the call may succeed on another generator. A stopping generator ends calls with CANCELLED. */
const RETRIED = new Set(['UNAVAILABLE', 'INTERNAL', 'RESOURCE_EXHAUSTED', 'CANCELLED']);

export interface GeneratorsRunnerOptions {
  client: GeneratorClient;
  /** Maximum number of concurrent calls, spread over the replicas. */
  concurrentCalls: number;
  /** Budget of retries and hedges, shared by all jobs. */
  budget: CallBudget;
  logger: Logger;
  requestId?: string;
  /** Runs the orders that the generators could not run. Undefined: the failure ends the job. */
  fallback?: ChunkRunner;
}

/**
 * Spreads the orders of one job over the generators: concurrent calls of a few chunks each, merged in order. A failed call is retried from the
 * first chunk that it did not deliver. Calls with chained chunks run one at a time.
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

  /** Runs one call, and retries from the first missing chunk. */
  async *#call(race: RaceOptions, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const { logger, requestId, budget, fallback } = this.#options;
    const open = new OpenOrders(race.program, orders, windowGames);
    for (let attempt = 1; ; attempt++) {
      const before = open.orders.length;
      try {
        yield* new CallRace(race, open, signal).run();
        budget.recordSuccess();
        return;
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof DezenasError) || !RETRIED.has(error.code)) throw error;
        this.#checkDamage(error);
        if (open.orders.length < before) attempt = 1;
        if (attempt === MAX_CALL_ATTEMPTS || !budget.take('retry')) {
          if (!fallback || !['UNAVAILABLE', 'CANCELLED'].includes(error.code)) throw unavailableError(error);
          generatorFallbacks.add(1, {});
          logger.warn({ requestId, err: error }, 'the generators failed; the remaining games are generated in this process');
          yield* fallback.run(race.program, open.orders, open.windowGames, signal);
          return;
        }
        chunkRetries.add(open.orders.length, {});
        logger.warn({ requestId, err: error, attempt, chunk: open.orders[0].chunk }, 'a call to a generator failed; retrying');
        await pause(backoffMs(CALL_BACKOFF, attempt), signal);
        throwIfAborted(signal);
      }
    }
  }

  /** @throws DezenasError INTERNAL after too many damaged answers. */
  #checkDamage(cause: DezenasError): void {
    if (this.#watch.repeatedDamage < MAX_DAMAGED) return;
    throw new DezenasError('INTERNAL', 'generators sent damaged games repeatedly', { reason: 'GENERATORS_DAMAGED', cause });
  }
}

function unavailableError(error: DezenasError): DezenasError {
  if (error.code === 'INTERNAL' || error.reason === REFUSED) return error;
  return new DezenasError('UNAVAILABLE', 'no generator answers', { reason: 'GENERATOR_UNAVAILABLE', cause: error });
}

/** Splits orders into calls. The last calls are smaller, so that all replicas finish at about the same time (guided self-scheduling). */
function splitOrders(orders: ChunkOrder[], concurrentCalls: number): ChunkOrder[][] {
  let left = orders.reduce((sum, { quantity }) => sum + quantity, 0);
  const calls: ChunkOrder[][] = [];
  for (let at = 0; at < orders.length; ) {
    const maxGames = Math.min(GAMES_PER_CALL, left / concurrentCalls);
    const call: ChunkOrder[] = [];
    for (let games = 0; at < orders.length && (call.length === 0 || games + orders[at].quantity <= maxGames); at++) {
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
