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

/** Generators asked for the same chunk at once. */
const MAX_RACERS = 3;

export interface RaceOptions {
  client: GeneratorClient;
  program: Program;
  /** Of the program, as checksums have it. */
  programKey: string;
  watch: ReplicaWatch;
  budget: CallBudget;
  logger: Logger;
  requestId?: string;
}

/** One generator at work on the open orders. */
interface Racer {
  /** host:port, once it is known. */
  replica: string;
  /** How reluctantly that one was used when it was chosen. */
  reluctance: number;
  /** Known to send damaged games, and asked for want of another. */
  suspect: boolean;
  answers: AsyncGenerator<ChunkAnswer>;
  /** Its next answer, or its failure. */
  next?: Promise<Step>;
  stop(): void;
}

type Step = { racer: Racer } & ({ answer: ChunkAnswer } | { error: unknown });

/**
 * Open orders answered by one generator. When the next chunk is late another one is asked for it too, and whichever
 * answers first goes on: both would give the same games.
 */
export class CallRace {
  readonly #options: RaceOptions;
  readonly #open: OpenOrders;
  readonly #signal: AbortSignal;
  /** In the order they were asked. */
  #racers: Racer[] = [];

  constructor(options: RaceOptions, open: OpenOrders, signal: AbortSignal) {
    this.#options = options;
    this.#open = open;
    this.#signal = signal;
  }

  /** The chunks of the open orders, checked. @throws what the last generator under way failed with. */
  async *run(): AsyncGenerator<ChunkResult> {
    const { watch, program } = this.#options;
    try {
      this.#enter();
      for (;;) {
        const asked = performance.now();
        const { racer, answer } = await this.#first();
        this.#dropAllBut(racer);
        watch.took(racer.replica, performance.now() - asked, chunksAreChained(program));
        this.#open.settle(answer);
        yield answer;
        if (this.#open.orders.length === 0) {
          // To its end: a call that is cancelled counts as one that failed.
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

  /** Whoever answers first. */
  async #first(): Promise<{ racer: Racer; answer: ChunkAnswer }> {
    for (let patienceMs = this.#options.watch.patienceMs; ; ) {
      const step = await waitWithTimeout(Promise.race(this.#racers.map(({ next }) => next as Promise<Step>)), patienceMs);
      if (step === undefined) {
        this.#hedge();
        patienceMs *= 2;
      } else if ('answer' in step) {
        return step;
      } else if (this.#racers.includes(step.racer)) {
        this.#drop(step.racer);
        this.#options.watch.failed(step.racer.replica);
        this.#noteDamage(step.racer, step.error);
        if (this.#racers.length === 0) throw step.error;
      }
    }
  }

  #noteDamage(racer: Racer, error: unknown): void {
    if (!(error instanceof DezenasError) || error.reason !== DAMAGED) return;
    const { watch, budget, logger, requestId } = this.#options;
    budget.counts.damaged++;
    damagedAnswers.add(1, {});
    watch.damaged(racer.replica, racer.suspect);
    logger.error({ requestId, chunk: this.#open.orders[0].chunk, generator: racer.replica, err: error }, 'a damaged answer, asking again');
  }

  #hedge(): void {
    if (this.#racers.length === MAX_RACERS || !this.#options.budget.take('hedge')) return;
    const [{ chunk }] = this.#open.orders;
    const late = this.#racers.at(-1)?.replica;
    this.#enter((another) => {
      const { logger, requestId } = this.#options;
      logger.warn({ requestId, chunk, generator: late, another }, 'a chunk is late, another generator is asked too');
      chunkHedges.add(1, {});
    });
  }

  /**
   * Asks one more generator for all that is open: if it can be helped, none that is slow, damaged or asked already, and the least busy.
   * @param hedged told which one, unless there is none but those that were asked or send damaged games.
   */
  #enter(hedged?: (replica: string) => void): void {
    const { client, program, requestId, watch } = this.#options;
    const { orders, windowGames } = this.#open;
    const { signal, release } = linkSignals(this.#signal);
    const isHedge = hedged !== undefined;
    // Now, not when this one was made: it may have waited for a connection until after another one failed.
    const isAsked = (address: string) => this.#racers.some((other) => other !== racer && other.replica === address);
    const steering: Steering = {
      reluctance: (address) => (isAsked(address) ? Number.POSITIVE_INFINITY : watch.cost(address)),
      chosen: (address) => {
        if (signal.aborted) return;
        left();
        left = watch.entered(address);
        racer.replica = address;
        racer.reluctance = watch.reluctance(address);
        racer.suspect = watch.hasDamaged(address);
        // There is no other: what one that is asked has begun it will do soonest, and damaged games help nobody who only waits.
        if (isAsked(address) || (isHedge && racer.suspect)) return this.#takeBack(racer);
        hedged?.(address);
        hedged = undefined;
      },
    };
    const answers = client.generate(program, orders, windowGames, { requestId, signal, steering });
    let left = () => {};
    const stop = () => {
      release();
      left();
      // Nobody may be waiting for it, and then only this ends the call.
      answers.return(undefined).catch(() => {});
    };
    const racer: Racer = { replica: '', reluctance: 0, suspect: false, answers, stop };
    this.#racers.push(racer);
    racer.next = this.#nextOf(racer);
  }

  /** One that turned out slow, while there are others. */
  #replace(racer: Racer): void {
    this.#drop(racer);
    this.#enter();
  }

  #takeBack(racer: Racer): void {
    this.#drop(racer);
    this.#options.budget.giveBack('hedge');
  }

  /** Never rejects: whoever waits for several would miss the others' failures. */
  async #nextOf(racer: Racer): Promise<Step> {
    const { program, programKey } = this.#options;
    try {
      const { value: answer, done } = await racer.answers.next();
      if (done) throw new DezenasError('UNAVAILABLE', 'a generator ended its stream early');
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
      // It had more time and lost.
      if (i < earlier) this.#options.watch.failed(racer.replica);
    }
  }

  #drop(racer: Racer): void {
    racer.stop();
    this.#racers = this.#racers.filter((other) => other !== racer);
  }
}
