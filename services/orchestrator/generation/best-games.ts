import { type Batch, MAX_BATCH_GAMES, scoreAt } from '../../core/batch.js';
import { emptyGames } from '../../core/game-columns.js';

/** Number of possible scores: 0 to 10,000 hundredths. */
const SCORES = 10_001;

/** Selects the games with the best scores; among equal scores, the earlier games. Buffers twice the wanted number of games. */
export class BestGames {
  readonly #wanted: number;
  readonly #bytes: number;
  readonly #picks: number;
  readonly #numbers: Uint8Array;
  readonly #scores: Uint16Array;
  readonly #levels: Uint8Array;
  #count = 0;
  /** Games of this score or less can no longer be among the best. */
  #floor = -1;

  constructor(wanted: number, { picks, extraPicks }: Pick<Batch, 'picks' | 'extraPicks'>) {
    this.#wanted = wanted;
    this.#picks = picks;
    this.#bytes = picks + extraPicks;
    const capacity = wanted * 2;
    this.#numbers = new Uint8Array(capacity * this.#bytes);
    this.#scores = new Uint16Array(capacity);
    this.#levels = new Uint8Array(capacity);
  }

  /** Adds a batch. Batches must be added in the order of generation. */
  add({ count, numbers, scores, levels }: Batch): void {
    for (let i = 0; i < count; i++) {
      const score = scoreAt(scores, i);
      if (score <= this.#floor) continue;
      if (this.#count === this.#scores.length) {
        this.#prune();
        if (score <= this.#floor) continue;
      }
      const at = this.#count++;
      this.#numbers.set(numbers.subarray(i * this.#bytes, (i + 1) * this.#bytes), at * this.#bytes);
      this.#scores[at] = score;
      this.#levels[at] = levels[i];
    }
  }

  /** Yields the best games, best first. */
  *batches(): Generator<Batch> {
    if (this.#count > this.#wanted) this.#prune();
    const order = this.#sortByScore();
    for (let offset = 0; offset < order.length; offset += MAX_BATCH_GAMES) {
      const games = order.subarray(offset, offset + MAX_BATCH_GAMES);
      const count = games.length;
      const batch: Batch = {
        ...emptyGames(this.#bytes, count),
        chunk: 0,
        offset,
        count,
        picks: this.#picks,
        extraPicks: this.#bytes - this.#picks,
      };
      for (const [to, from] of games.entries()) {
        batch.numbers.set(this.#numbers.subarray(from * this.#bytes, (from + 1) * this.#bytes), to * this.#bytes);
        batch.scores[to * 2] = this.#scores[from] & 0xff;
        batch.scores[to * 2 + 1] = this.#scores[from] >> 8;
        batch.levels[to] = this.#levels[from];
      }
      yield batch;
    }
  }

  /** Keeps the wanted number of best games, in the order of generation. */
  #prune(): void {
    const counts = this.#countScores();
    let above = 0;
    let floor = SCORES - 1;
    while (above + counts[floor] < this.#wanted) above += counts[floor--];
    // Among the games of the lowest kept score, the earliest are kept.
    let ties = this.#wanted - above;
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const score = this.#scores[i];
      if (score < floor || (score === floor && ties-- <= 0)) continue;
      this.#numbers.copyWithin(kept * this.#bytes, i * this.#bytes, (i + 1) * this.#bytes);
      this.#scores[kept] = score;
      this.#levels[kept] = this.#levels[i];
      kept++;
    }
    this.#count = kept;
    this.#floor = floor;
  }

  /** Returns the positions of the games, highest score first, equal scores in the order of generation: a counting sort. */
  #sortByScore(): Uint32Array {
    const counts = this.#countScores();
    const starts = new Uint32Array(SCORES);
    for (let score = SCORES - 2; score >= 0; score--) starts[score] = starts[score + 1] + counts[score + 1];
    const order = new Uint32Array(this.#count);
    for (let i = 0; i < this.#count; i++) order[starts[this.#scores[i]]++] = i;
    return order;
  }

  #countScores(): Uint32Array {
    const counts = new Uint32Array(SCORES);
    for (let i = 0; i < this.#count; i++) counts[this.#scores[i]]++;
    return counts;
  }
}
