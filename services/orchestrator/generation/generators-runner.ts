import { setTimeout } from 'node:timers/promises';
import { type ChunkOrder, chunksAreChained, type Program } from '../../shared/core/program.js';
import { WindowTail } from '../../shared/core/window-tail.js';
import { DezenasError, throwIfAborted } from '../../shared/errors.js';
import type { Logger } from '../../shared/logging.js';
import type { GeneratorClient } from '../generator-client.js';
import { chunkRetries, generatorFallbacks } from '../metrics.js';
import type { ChunkResult, ChunkRunner } from './chunk-runner.js';

/** Games of one call: enough to make a call worth it, few enough that a whole call may wait in memory for its turn. */
const GAMES_PER_CALL = 100_000;
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;

/** Codes after which the same call may succeed on another generator. */
const RETRIED = new Set(['UNAVAILABLE', 'INTERNAL', 'RESOURCE_EXHAUSTED']);

export interface GeneratorsRunnerOptions {
  client: GeneratorClient;
  /** Calls under way at once, spread over the replicas. */
  concurrentCalls: number;
  logger: Logger;
  requestId?: string;
  /** Takes over what the generators could not do; none: the failure is the job's. */
  fallback?: ChunkRunner;
}

/**
 * Spreads orders over the generators: calls of a few chunks each, several at once, merged in order. A failed call is
 * repeated from the first chunk it did not deliver. Chained chunks go in one call after the other.
 */
export class GeneratorsRunner implements ChunkRunner {
  readonly name = 'generators';
  readonly #options: GeneratorsRunnerOptions;

  constructor(options: GeneratorsRunnerOptions) {
    this.#options = options;
  }

  async *run(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const calls = splitOrders(orders);
    if (chunksAreChained(program)) {
      const tail = new WindowTail(program, windowGames);
      for (const call of calls) {
        for await (const result of this.#call(program, call, tail.games, signal)) {
          for (const batch of result.batches) tail.push(batch);
          yield result;
        }
      }
      return;
    }
    // Ends the calls under way when the reader stops early.
    const stopped = new AbortController();
    const either = AbortSignal.any([signal, stopped.signal]);
    const underWay: Promise<ChunkResult[]>[] = [];
    try {
      for (let next = 0; next < calls.length || underWay.length > 0; ) {
        while (next < calls.length && underWay.length < this.#options.concurrentCalls) {
          const results = collect(this.#call(program, calls[next++], new Uint8Array(0), either));
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
  async *#call(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, signal: AbortSignal): AsyncGenerator<ChunkResult> {
    const { client, logger, requestId, fallback } = this.#options;
    const tail = new WindowTail(program, windowGames);
    let done = 0;
    for (let attempt = 1; done < orders.length; ) {
      try {
        for await (const result of client.generate(program, orders.slice(done), tail.games, { signal, requestId })) {
          if (chunksAreChained(program)) for (const batch of result.batches) tail.push(batch);
          done++;
          attempt = 1;
          yield result;
        }
        if (done < orders.length) throw new DezenasError('UNAVAILABLE', 'a generator ended its stream early');
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof DezenasError) || !RETRIED.has(error.code)) throw error;
        if (attempt === MAX_ATTEMPTS) {
          if (!fallback || error.code !== 'UNAVAILABLE') throw unavailable(error);
          generatorFallbacks.add(1, {});
          logger.warn({ err: error }, 'no generator answers, going on in this process');
          yield* fallback.run(program, orders.slice(done), tail.games, signal);
          return;
        }
        chunkRetries.add(orders.length - done, {});
        logger.warn({ err: error, attempt, chunk: orders[done]?.chunk }, 'generator call failed, retrying');
        await setTimeout(FIRST_DELAY_MS * 2 ** (attempt - 1), undefined, { signal }).catch(() => throwIfAborted(signal));
        attempt++;
      }
    }
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
