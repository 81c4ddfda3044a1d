import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scoreAt } from '../../core/batch.js';
import { appendGames, emptyGames, type GameColumns, sliceGames } from '../../core/game-columns.js';
import { fileError } from '../store/store-errors.js';

/** Games yielded together. */
const GROUP_GAMES = 10_000;
/** Bounds of the number of games of a run that are read at once. */
const MAX_READ_GAMES = 50_000;
const MIN_READ_GAMES = 500;

interface Run {
  /** Offset of the run in the file. The run is stored by column: all numbers, then all scores, then all levels. */
  start: number;
  games: number;
}

/** An external merge sort: stores sorted runs of games in a file and merges them. Equal games stay in the order of their runs. */
export class SortedRuns {
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #order: 'SORTED' | 'BY_SCORE';
  readonly #runs: Run[] = [];
  #end = 0;

  private constructor(file: FileHandle, bytes: number, order: 'SORTED' | 'BY_SCORE') {
    this.#file = file;
    this.#bytes = bytes;
    this.#order = order;
  }

  /**
   * `bytes` is the size of a packed game.
   * @throws DezenasError when the file cannot be created in the folder.
   */
  static async open(folder: string, bytes: number, order: 'SORTED' | 'BY_SCORE'): Promise<SortedRuns> {
    const path = join(folder, `dezenas-${randomUUID()}.sort`);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(path, 'wx+');
      // An unlinked file is freed when the process ends, even after a crash.
      await rm(path);
      return new SortedRuns(file, bytes, order);
    } catch (error) {
      throw sortFileError(error);
    }
  }

  /** Appends a run; its games must be sorted. */
  async add({ count, numbers, scores, levels }: GameColumns): Promise<void> {
    const run = { start: this.#end, games: count };
    try {
      for (const column of [numbers, scores, levels]) {
        await this.#file.appendFile(column.subarray(0, count * (column.length / levels.length)));
      }
    } catch (error) {
      throw sortFileError(error);
    }
    this.#end += count * (this.#bytes + 3);
    this.#runs.push(run);
  }

  /** Yields all games in order. The read buffers take about half of `memoryBytes`. */
  async *merge(memoryBytes: number): AsyncGenerator<GameColumns> {
    const share = Math.floor(memoryBytes / 2 / this.#runs.length / (this.#bytes + 3));
    const readAtOnce = Math.max(MIN_READ_GAMES, Math.min(MAX_READ_GAMES, share));
    const heads = this.#runs.map((run) => new RunReader(this.#file, this.#bytes, run, readAtOnce));
    for (const head of heads) await head.next();
    let live = heads.filter(({ games }) => games !== undefined);
    let group = emptyGames(this.#bytes, GROUP_GAMES);
    while (live.length > 0) {
      let first = live[0];
      for (let i = 1; i < live.length; i++) if (this.#isBefore(live[i], first)) first = live[i];
      appendGames(group, sliceGames(first.games as GameColumns, this.#bytes, first.at, first.at + 1), this.#bytes);
      first.at++;
      if (first.at === first.games?.count) {
        await first.next();
        live = heads.filter(({ games }) => games !== undefined);
      }
      if (group.count < GROUP_GAMES) continue;
      yield group;
      group = emptyGames(this.#bytes, GROUP_GAMES);
    }
    if (group.count > 0) yield sliceGames(group, this.#bytes, 0, group.count);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #isBefore(a: RunReader, b: RunReader): boolean {
    const [one, other] = [a.games, b.games] as [GameColumns, GameColumns];
    if (this.#order === 'BY_SCORE') return scoreAt(one.scores, a.at) > scoreAt(other.scores, b.at);
    for (let i = 0; i < this.#bytes; i++) {
      const difference = one.numbers[a.at * this.#bytes + i] - other.numbers[b.at * this.#bytes + i];
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}

/** Reads the games of a run in order, a bounded number at a time. */
class RunReader {
  /** The games read last; undefined at the end of the run. */
  games: GameColumns | undefined;
  /** Index of the next game in `games`. */
  at = 0;
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #run: Run;
  readonly #maxGames: number;
  #read = 0;

  constructor(file: FileHandle, bytes: number, run: Run, maxGames: number) {
    this.#file = file;
    this.#bytes = bytes;
    this.#run = run;
    this.#maxGames = maxGames;
  }

  /** Reads the next games. */
  async next(): Promise<void> {
    const { start, games } = this.#run;
    const count = Math.min(this.#maxGames, games - this.#read);
    this.at = 0;
    this.games = undefined;
    if (count === 0) return;
    const read = emptyGames(this.#bytes, count);
    let column = start;
    for (const [bytes, into] of [
      [this.#bytes, read.numbers],
      [2, read.scores],
      [1, read.levels],
    ] as const) {
      await this.#fill(into, column + this.#read * bytes);
      column += games * bytes;
    }
    this.#read += count;
    this.games = { ...read, count };
  }

  /** Fills a buffer from the file. */
  async #fill(into: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const { bytesRead } = await this.#file.read(into, done, into.length - done, position + done).catch((error) => {
        throw sortFileError(error);
      });
      if (bytesRead === 0) throw sortFileError(new Error('the sort file is too short'));
      done += bytesRead;
    }
  }
}

function sortFileError(error: unknown) {
  return fileError(error, 'the folder for sorting (SORT_DIR)', 'SORT_FAILED');
}
