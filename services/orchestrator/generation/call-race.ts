import { chunksAreChained, type Program } from '../../core/program.js';
import { linkSignals } from '../../shared/async/linked-signal.js';
import { waitWithTimeout } from '../../shared/async/timeout.js';
import { DezenasError } from '../../shared/errors.js';
import type { Steering } from '../../shared/grpc/client/steered-balancing.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { CallBudget } from './call-budget.js';
import { type ChunkAnswer, checkAnswer, DAMAGED } from './check-answer.js';
import type { ChunkResult } from './chunk-runner.js';
import { chunkHedges, damagedAnswers } from './generation-metrics.js';
import type { GeneratorClient } from './generator-client.js';
import type { OpenOrders } from './open-orders.js';
import type { ReplicaWatch } from './replica-watch.js';

/** Maximum number of generators that work on the same chunk at once. */
const MAX_RACERS = 3;

export interface RaceOptions {
  client: GeneratorClient;
  program: Program;
  /** Key of the program in checksums. */
  programKey: string;
  watch: ReplicaWatch;
  budget: CallBudget;
  logger: Logger;
  requestId?: string;
}

/** A call that works on the open orders. */
interface Racer {
  /** The generator's host:port. Empty until it is known. */
  replica: string;
  /** The reluctance to use the generator at the time when it was chosen. */
  reluctance: number;
  /** The generator has sent damaged games, and was used because no other is available. */
  suspect: boolean;
  answers: AsyncGenerator<ChunkAnswer>;
  /** The next answer of the call, or its failure. */
  next?: Promise<Step>;
  stop(): void;
}

type Step = { racer: Racer } & ({ answer: ChunkAnswer } | { error: unknown });

/**
 * Requests open orders from one generator. When the next chunk is late, a hedge requests the orders from another generator, and the first
 * generator to answer continues. Both would send the same games.
 */
export class CallRace {
  readonly #options: RaceOptions;
  readonly #open: OpenOrders;
  readonly #signal: AbortSignal;
  /** Running calls, in the order of their start. */
  #racers: Racer[] = [];

  constructor(options: RaceOptions, open: OpenOrders, signal: AbortSignal) {
    this.#options = options;
    this.#open = open;
    this.#signal = signal;
  }

  /**
   * Yields the checked chunks of the open orders.
   * @throws the error of the last running call.
   */
  async *run(): AsyncGenerator<ChunkResult> {
    const { watch, program } = this.#options;
    try {
      this.#enter();
      for (;;) {
        const startMs = performance.now();
        const { racer, answer } = await this.#waitForFirst();
        this.#dropAllBut(racer);
        watch.recordTime(racer.replica, performance.now() - startMs, chunksAreChained(program));
        this.#open.settle(answer);
        yield answer;
        if (this.#open.orders.length === 0) {
          // Read to the end, because a cancelled call counts as failed.
          await waitWithTimeout(this.#nextOf(racer), watch.patienceMs);
          return;
        }
        // Another call of the job may have found it slow.
        if (watch.reluctance(racer.replica) > racer.reluctance) this.#replace(racer);
        else racer.next = this.#nextOf(racer);
      }
    } finally {
      for (const racer of this.#racers) racer.stop();
    }
  }

  /** Waits for the first answer of any call, and hedges when it is late. */
  async #waitForFirst(): Promise<{ racer: Racer; answer: ChunkAnswer }> {
    for (let patienceMs = this.#options.watch.patienceMs; ; ) {
      const step = await waitWithTimeout(Promise.race(this.#racers.map(({ next }) => next as Promise<Step>)), patienceMs);
      if (step === undefined) {
        this.#hedge();
        patienceMs *= 2;
      } else if ('answer' in step) {
        return step;
      } else if (this.#racers.includes(step.racer)) {
        this.#drop(step.racer);
        this.#options.watch.recordFailure(step.racer.replica);
        this.#recordDamage(step.racer, step.error);
        if (this.#racers.length === 0) throw step.error;
      }
    }
  }

  #recordDamage(racer: Racer, error: unknown): void {
    if (!(error instanceof DezenasError) || error.reason !== DAMAGED) return;
    const { watch, budget, logger, requestId } = this.#options;
    budget.counts.damaged++;
    damagedAnswers.add(1, {});
    watch.recordDamage(racer.replica, racer.suspect);
    logger.error(
      { requestId, chunk: this.#open.orders[0].chunk, generator: racer.replica, err: error },
      'a generator sent a damaged answer; the chunk is requested again',
    );
  }

  #hedge(): void {
    if (this.#racers.length === MAX_RACERS || !this.#options.budget.take('hedge')) return;
    const [{ chunk }] = this.#open.orders;
    const late = this.#racers.at(-1)?.replica;
    this.#enter((another) => {
      const { logger, requestId } = this.#options;
      logger.warn({ requestId, chunk, generator: late, another }, 'a chunk is late; it is also requested from another generator');
      chunkHedges.add(1, {});
    });
  }

  /**
   * Requests all open orders from another generator: the least busy one that is neither slow nor damaged nor part of this race, if possible.
   * @param onHedged called with the generator, unless only generators are available that are part of the race or have sent damaged games.
   */
  #enter(onHedged?: (replica: string) => void): void {
    const { client, program, requestId, watch } = this.#options;
    const { orders, windowGames } = this.#open;
    const { signal, release } = linkSignals(this.#signal);
    const isHedge = onHedged !== undefined;
    // Evaluated when a server is chosen: this call may wait for a connection until another call has failed.
    const isAsked = (address: string) => this.#racers.some((other) => other !== racer && other.replica === address);
    const steering: Steering = {
      reluctance: (address) => (isAsked(address) ? Number.POSITIVE_INFINITY : watch.cost(address)),
      onChosen: (address) => {
        if (signal.aborted) return;
        endTracking();
        endTracking = watch.trackCall(address);
        racer.replica = address;
        racer.reluctance = watch.reluctance(address);
        racer.suspect = watch.hasDamaged(address);
        // No other generator is left. A second call to the same generator would not be faster, and a hedge must not use a generator that sends
        // damaged games.
        if (isAsked(address) || (isHedge && racer.suspect)) return this.#cancelHedge(racer);
        onHedged?.(address);
        onHedged = undefined;
      },
    };
    const answers = client.generate(program, orders, windowGames, { requestId, signal, steering });
    let endTracking = () => {};
    const stop = () => {
      release();
      endTracking();
      // If no read is pending, only return() ends the call.
      answers.return(undefined).catch(() => {});
    };
    const racer: Racer = { replica: '', reluctance: 0, suspect: false, answers, stop };
    this.#racers.push(racer);
    racer.next = this.#nextOf(racer);
  }

  /** Replaces the call of a slow generator. */
  #replace(racer: Racer): void {
    this.#drop(racer);
    this.#enter();
  }

  #cancelHedge(racer: Racer): void {
    this.#drop(racer);
    this.#options.budget.refund('hedge');
  }

  /** Reads and checks the next answer. Never rejects, because Promise.race would drop the failures of the other calls. */
  async #nextOf(racer: Racer): Promise<Step> {
    const { program, programKey } = this.#options;
    try {
      const { value: answer, done } = await racer.answers.next();
      if (done) throw new DezenasError('UNAVAILABLE', 'a generator ended the call early');
      checkAnswer(programKey, program, this.#open.orders[0], this.#open.windowGames, answer);
      return { racer, answer };
    } catch (error) {
      return { racer, error };
    }
  }

  #dropAllBut(winner: Racer): void {
    const earlier = this.#racers.indexOf(winner);
    for (const [i, racer] of this.#racers.entries()) {
      if (racer === winner) continue;
      this.#drop(racer);
      // This call started earlier than the winner and was still slower.
      if (i < earlier) this.#options.watch.recordFailure(racer.replica);
    }
  }

  #drop(racer: Racer): void {
    racer.stop();
    this.#racers = this.#racers.filter((other) => other !== racer);
  }
}
