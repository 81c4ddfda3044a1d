import { type Batch, fromGameBatch, scoreAt } from '../../core/batch.js';
import { type Level, levelOf } from '../../core/level.js';
import { DezenasError } from '../../shared/errors.js';
import type { AppliedSpec, GenerationSummary, StreamAnswer } from './messages.js';

export interface GeneratedGame {
  /** The numbers, ascending. */
  numbers: number[];
  /** The extras (month, club, clovers, bonus numbers), ascending; empty in most lotteries. */
  extras: number[];
  /** The score, 0.00 to 100.00 points. */
  score: number;
  /** How strictly the rules were applied to the game. */
  level: `LEVEL_${Level}`;
}

/**
 * The games of a spec, as they are generated. The call starts with the first read. The stream can be read once; a reader
 * that stops early cancels the call.
 */
export class GameStream<T> implements AsyncIterable<T> {
  readonly #items: AsyncGenerator<T, void, undefined>;
  #spec: AppliedSpec | undefined;
  #summary: GenerationSummary | undefined;

  constructor(answers: AsyncIterable<StreamAnswer>, itemsOf: (batch: Batch) => Iterable<T>) {
    this.#items = this.#read(answers, itemsOf);
  }

  /** The resolved spec; the same spec gives the same games again. @throws DezenasError before the first game was read. */
  get spec(): AppliedSpec {
    return this.#spec ?? throwNotAvailable('the spec comes with the first game');
  }

  /** The totals of the games. @throws DezenasError before the last game was read. */
  get summary(): GenerationSummary {
    return this.#summary ?? throwNotAvailable('the summary comes after the last game');
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#items;
  }

  async *#read(answers: AsyncIterable<StreamAnswer>, itemsOf: (batch: Batch) => Iterable<T>): AsyncGenerator<T, void, undefined> {
    for await (const { spec, batch, summary } of answers) {
      this.#spec ??= spec ?? undefined;
      this.#summary ??= summary ?? undefined;
      if (batch) yield* itemsOf(fromGameBatch(batch));
    }
  }
}

/** Yields the games of a packed batch, one by one. */
export function* expandBatch({ count, picks, extraPicks, numbers, scores, levels }: Batch): Generator<GeneratedGame, void, undefined> {
  const bytes = picks + extraPicks;
  for (let i = 0; i < count; i++) {
    yield {
      numbers: Array.from(numbers.subarray(i * bytes, i * bytes + picks)),
      extras: Array.from(numbers.subarray(i * bytes + picks, (i + 1) * bytes)),
      score: scoreAt(scores, i) / 100,
      level: `LEVEL_${levelOf(levels[i])}`,
    };
  }
}

function throwNotAvailable(message: string): never {
  throw new DezenasError('FAILED_PRECONDITION', message);
}
