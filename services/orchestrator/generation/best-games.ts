import { type Batch, MAX_BATCH_GAMES, scoreAt } from '../../core/batch.js';
import { emptyGames } from '../../core/game-columns.js';

const SCORES = 10_001;

/**
 * The best games of any number of them: by score, of equal scores the earlier ones. Holds twice as many as are wanted.
 */
export class BestGames {
  readonly #wanted: number;
  readonly #bytes: number;
  readonly #picks: number;
  readonly #numbers: Uint8Array;
  readonly #scores: Uint16Array;
  readonly #levels: Uint8Array;
  #count = 0;
  /** Games of this score or less have no place any more. */
  #floor = -1;

  constructor(wanted: number, { picks, extraPicks }: Pick<Batch, 'picks' | 'extraPicks'>) {
    this.#wanted = wanted;
    this.#picks = picks;
    this.#bytes = picks + extraPicks;
    const room = wanted * 2;
    this.#numbers = new Uint8Array(room * this.#bytes);
    this.#scores = new Uint16Array(room);
    this.#levels = new Uint8Array(room);
  }

  /** Batches come in the order of generation. */
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

  /** The games, best first. */
  *batches(): Generator<Batch> {
    if (this.#count > this.#wanted) this.#prune();
    const order = this.#byScore();
    for (let offset = 0; offset < order.length; offset += MAX_BATCH_GAMES) {
      const games = order.subarray(offset, offset + MAX_BATCH_GAMES);
      const count = games.length;
      const batch: Batch = {
        ...{ chunk: 0, offset, picks: this.#picks, extraPicks: this.#bytes - this.#picks },
        ...{ ...emptyGames(this.#bytes, count), count },
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

  /** Keeps the wanted best, in the order they came. */
  #prune(): void {
    const counts = this.#scoreCounts();
    let above = 0;
    let floor = SCORES - 1;
    while (above + counts[floor] < this.#wanted) above += counts[floor--];
    // Of the games that just make it, the first ones do.
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

  /** Positions, highest score first, equal scores in the order they came: one counting pass. */
  #byScore(): Uint32Array {
    const counts = this.#scoreCounts();
    const starts = new Uint32Array(SCORES);
    for (let score = SCORES - 2; score >= 0; score--) starts[score] = starts[score + 1] + counts[score + 1];
    const order = new Uint32Array(this.#count);
    for (let i = 0; i < this.#count; i++) order[starts[this.#scores[i]]++] = i;
    return order;
  }

  #scoreCounts(): Uint32Array {
    const counts = new Uint32Array(SCORES);
    for (let i = 0; i < this.#count; i++) counts[this.#scores[i]]++;
    return counts;
  }
}
