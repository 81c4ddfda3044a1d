import { type Batch, fromGameBatch, scoreAt } from '../../core/batch.js';
import { type Level, levelOf } from '../../core/level.js';
import { DezenasError } from '../../shared/errors.js';
import type { AppliedSpec, GenerationSummary, StreamAnswer } from './messages.js';

export interface GeneratedGame {
  /** Ascending. */
  numbers: number[];
  /** What goes with the numbers (a month, a club, clovers, bonus numbers), ascending; often nothing. */
  extras: number[];
  /** 0.00 to 100.00 points. */
  score: number;
  /** How strictly it was judged. */
  level: `LEVEL_${Level}`;
}

/**
 * What a spec gives, as it is generated. Nothing is asked of the server until it is read, it can be read once, and a
 * reader that stops early stops the work.
 */
export class GameStream<T> implements AsyncIterable<T> {
  readonly #items: AsyncGenerator<T, void, undefined>;
  #spec: AppliedSpec | undefined;
  #summary: GenerationSummary | undefined;

  constructor(answers: AsyncIterable<StreamAnswer>, itemsOf: (batch: Batch) => Iterable<T>) {
    this.#items = this.#read(answers, itemsOf);
  }

  /** The spec as applied: asked for again, it gives the same games. @throws DezenasError before the first game was read. */
  get spec(): AppliedSpec {
    return this.#spec ?? notYet('the spec comes with the first game');
  }

  /** @throws DezenasError before the last game was read. */
  get summary(): GenerationSummary {
    return this.#summary ?? notYet('the summary comes after the last game');
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

/** The games of a batch, one by one. */
export function* gamesOf({ count, picks, extraPicks, numbers, scores, levels }: Batch): Generator<GeneratedGame, void, undefined> {
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

function notYet(message: string): never {
  throw new DezenasError('FAILED_PRECONDITION', message);
}
