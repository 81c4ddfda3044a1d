import { setImmediate } from 'node:timers/promises';
import { Core, SLICE_CANDIDATES, type Stop } from '../../core/core.js';
import { loadCoreModule } from '../../core/core-module.js';
import type { Program } from '../../core/program.js';
import { addSurveys, type Survey, surveyCandidates } from '../../core/survey.js';
import { linkSignals } from '../../shared/async/linked-signal.js';
import { throwIfAborted } from '../../shared/errors.js';
import type { Logger } from '../../shared/observability/logging.js';
import type { GeneratorClient } from '../generation/generator-client.js';

/** Surveys of fewer candidates run in this process. */
const MIN_FOR_GENERATORS = 1_000_000;
/** Concurrent calls per survey, spread over the replicas. */
const CALLS = 4;

/** The first games of a job, generated for an estimate. */
export interface Rehearsal {
  games: number;
  /** Games accepted on a later level than STRICT. */
  late: number;
  stop: Stop;
}

/** Judges candidates without keeping games. Large surveys run on the generators if one is reachable, all others in this process. */
export class Surveyor {
  readonly #client: GeneratorClient;
  readonly #logger: Logger;

  constructor(client: GeneratorClient, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  async survey(program: Program, candidates: number, signal: AbortSignal, requestId: string): Promise<Survey> {
    const distributed = candidates >= MIN_FOR_GENERATORS && (await this.#client.isReachable({ signal }));
    if (!distributed) return this.#inProcess(program, 0n, candidates, signal);
    const share = Math.ceil(candidates / CALLS);
    const parts = Array.from({ length: CALLS }, (_, i) => ({ first: i * share, count: Math.min(share, candidates - i * share) }));
    const stopped = linkSignals(signal);
    const surveys = parts
      .filter(({ count }) => count > 0)
      .map(({ first, count }) => this.#part(program, BigInt(first), count, stopped.signal, requestId));
    try {
      return addSurveys(await Promise.all(surveys));
    } finally {
      stopped.release();
      await Promise.allSettled(surveys);
    }
  }

  /**
   * Generates the first games of a program, with the rules over earlier games.
   * @returns the games found within `candidates` candidates, how many of them were accepted on a later level than STRICT, and why the chunk stopped.
   */
  async rehearse(program: Program, games: number, candidates: number, signal: AbortSignal): Promise<Rehearsal> {
    const core = new Core(loadCoreModule());
    core.configure(program);
    core.startChunk({ chunk: 0, quantity: games, cursor: 0n }, program.chunkCount, new Uint8Array(0));
    const found: Rehearsal = { games: 0, late: 0, stop: 'BUDGET' };
    for (let left = candidates; left > 0 && found.games < games; left -= SLICE_CANDIDATES) {
      throwIfAborted(signal);
      const { stop, games: columns } = core.generate(games - found.games, Math.min(left, SLICE_CANDIDATES));
      found.games += columns.count;
      found.late += columns.levels.filter((level) => level > 1).length;
      found.stop = stop;
      if (stop === 'EXHAUSTED' || stop === 'GAVE_UP') break;
      await setImmediate();
    }
    return found;
  }

  async #part(program: Program, first: bigint, candidates: number, signal: AbortSignal, requestId: string): Promise<Survey> {
    try {
      let last: Survey | undefined;
      for await (last of this.#client.survey(program, first, candidates, { signal, requestId }));
      if (last?.candidates === candidates) return last;
    } catch (error) {
      throwIfAborted(signal);
      this.#logger.warn({ err: error }, 'a survey call failed; its candidates are judged in this process');
    }
    return this.#inProcess(program, first, candidates, signal);
  }

  async #inProcess(program: Program, first: bigint, candidates: number, signal: AbortSignal): Promise<Survey> {
    const core = new Core(loadCoreModule());
    core.configure(program);
    const steps = surveyCandidates(core, first, candidates);
    for (;;) {
      throwIfAborted(signal);
      const step = steps.next();
      if (step.done) return step.value;
      await setImmediate();
    }
  }
}
