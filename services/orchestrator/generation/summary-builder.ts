import { createHash } from 'node:crypto';
import { type Batch, scoreAt } from '../../core/batch.js';
import { countLevels } from '../../core/core.js';
import { LEVELS, type Level } from '../../core/level.js';
import type { ChunkReport } from '../../core/program.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import type { Summary } from '../../domain/game-spec/summary.js';
import { gamePriceCentavos } from '../../domain/lotteries/price.js';
import { type CompiledSpec, RANKED_SPACE } from '../game-spec/compile-program.js';
import { repeatProbability } from '../game-spec/space.js';
import { observeReport } from './observe-chunks.js';

/** Adds up what a generation did, batch by batch and report by report. */
export class SummaryBuilder {
  /** Games generated, of which all or the best are kept. */
  generated = 0;
  /** Games kept. */
  #games = 0;
  readonly #spec: Spec;
  readonly #compiled: CompiledSpec;
  readonly #digest = createHash('sha256');
  readonly #rejections: number[];
  readonly #gamesByLevel = [0, 0, 0, 0];
  #scoreMin = Number.POSITIVE_INFINITY;
  #scoreMax = 0;
  #scoreSum = 0;

  constructor(spec: Spec, compiled: CompiledSpec) {
    this.#spec = spec;
    this.#compiled = compiled;
    this.#rejections = compiled.rules.map(() => 0);
  }

  /** Games that are kept. */
  addBatch({ count, numbers, scores, levels }: Batch): void {
    this.#games += count;
    for (const [i, games] of countLevels(levels).entries()) this.#gamesByLevel[i] += games;
    this.#digest.update(numbers);
    let [min, max, sum] = [this.#scoreMin, this.#scoreMax, 0];
    for (let i = 0; i < count; i++) {
      const score = scoreAt(scores, i);
      sum += score;
      if (score < min) min = score;
      if (score > max) max = score;
    }
    this.#scoreMin = min;
    this.#scoreMax = max;
    this.#scoreSum += sum;
  }

  addReport(report: ChunkReport): void {
    const { games, rejections } = report;
    observeReport(this.#spec, this.#compiled.rules, report);
    this.generated += games;
    for (const [i, count] of rejections.entries()) this.#rejections[i] += count;
  }

  /** Once, at the end. */
  build(): Summary {
    const games = this.#games;
    const { lottery, picks, extraPicks, bestOf } = this.#spec;
    const { spaceSize } = this.#compiled;
    return {
      games,
      candidates: this.generated + this.#rejections.reduce((sum, count) => sum + count, 0),
      rules: this.#compiled.rules.map((rule, i) => ({ ...rule, rejections: this.#rejections[i] })),
      gamesByLevel: Object.fromEntries(LEVELS.map((level, i) => [level, this.#gamesByLevel[i]])) as Record<Level, number>,
      gamesSha256: this.#digest.digest('hex'),
      priceCentavos: BigInt(games) * gamePriceCentavos(lottery, picks, extraPicks),
      spaceSize,
      repeatProbability: spaceSize < RANKED_SPACE ? 0 : repeatProbability(games, spaceSize),
      chosenFrom: bestOf === undefined ? 0 : this.generated,
      score:
        games === 0 ? { min: 0, mean: 0, max: 0 } : { min: this.#scoreMin, mean: Math.round(this.#scoreSum / games), max: this.#scoreMax },
    };
  }
}
