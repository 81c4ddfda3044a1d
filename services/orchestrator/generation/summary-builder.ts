import { createHash } from 'node:crypto';
import type { Batch } from '../../core/batch.js';
import { GameTally } from '../../core/game-tally.js';
import type { ChunkReport } from '../../core/program.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import type { Summary } from '../../domain/game-spec/summary.js';
import { gamePriceCentavos } from '../../domain/lotteries/price.js';
import { type CompiledSpec, RANKED_SPACE } from '../game-spec/compile-program.js';
import { repeatProbability } from '../game-spec/space.js';
import { observeReport } from './observe-chunks.js';

/** Builds the summary of a generation from its batches and reports. */
export class SummaryBuilder {
  /** Number of generated games, including games that best_of discards. */
  generated = 0;
  readonly #spec: Spec;
  readonly #compiled: CompiledSpec;
  readonly #digest = createHash('sha256');
  readonly #rejections: number[];
  /** Tally of the kept games. */
  readonly #tally = new GameTally();

  constructor(spec: Spec, compiled: CompiledSpec) {
    this.#spec = spec;
    this.#compiled = compiled;
    this.#rejections = compiled.rules.map(() => 0);
  }

  /** Adds kept games. */
  addBatch(batch: Batch): void {
    this.#tally.add(batch);
    this.#digest.update(batch.numbers);
  }

  addReport(report: ChunkReport): void {
    const { games, rejections } = report;
    observeReport(this.#spec, this.#compiled.rules, report);
    this.generated += games;
    for (const [i, count] of rejections.entries()) this.#rejections[i] += count;
  }

  /** Builds the summary. Called once, at the end. */
  build(): Summary {
    const { games } = this.#tally;
    const { lottery, picks, extraPicks, bestOf } = this.#spec;
    const { spaceSize } = this.#compiled;
    return {
      games,
      candidates: this.generated + this.#rejections.reduce((sum, count) => sum + count, 0),
      rules: this.#compiled.rules.map((rule, i) => ({ ...rule, rejections: this.#rejections[i] })),
      gamesByLevel: this.#tally.byLevel(),
      gamesSha256: this.#digest.digest('hex'),
      priceCentavos: BigInt(games) * gamePriceCentavos(lottery, picks, extraPicks),
      spaceSize,
      repeatProbability: spaceSize < RANKED_SPACE ? 0 : repeatProbability(games, spaceSize),
      chosenFrom: bestOf === undefined ? 0 : this.generated,
      score: this.#tally.score(),
    };
  }
}
