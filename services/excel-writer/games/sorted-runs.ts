import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scoreAt } from '../../core/batch.js';
import { appendGames, emptyGames, type GameColumns, sliceGames } from '../../core/game-columns.js';
import { fileError } from '../store/store-errors.js';

/** Games handed on together. */
const GROUP_GAMES = 10_000;
/** Games of a run that are read together: no more than this, and no less. */
const MOST_READ = 50_000;
const LEAST_READ = 500;

interface Run {
  /** Where its columns begin in the file: all numbers, all scores, all levels. */
  start: number;
  games: number;
}

/** Sorted runs of games in a file, and all of them merged. Of equal games, those of the earlier run come first. */
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

  /** `bytes`: of a packed game. @throws DezenasError when the folder cannot take the file. */
  static async open(folder: string, bytes: number, order: 'SORTED' | 'BY_SCORE'): Promise<SortedRuns> {
    const path = join(folder, `dezenas-${randomUUID()}.sort`);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(path, 'wx+');
      // Without a name it goes with the process, however that ends.
      await rm(path);
      return new SortedRuns(file, bytes, order);
    } catch (error) {
      throw sortFileError(error);
    }
  }

  /** Takes games that are sorted. */
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

  /** All games in order, read again with about so much memory. */
  async *merge(memoryBytes: number): AsyncGenerator<GameColumns> {
    const share = Math.floor(memoryBytes / 2 / this.#runs.length / (this.#bytes + 3));
    const readAtOnce = Math.max(LEAST_READ, Math.min(MOST_READ, share));
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

/** Games of a run in order, some at a time. */
class RunReader {
  /** Those read last, and which of them is next; undefined at the end of the run. */
  games: GameColumns | undefined;
  at = 0;
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #run: Run;
  readonly #most: number;
  #read = 0;

  constructor(file: FileHandle, bytes: number, run: Run, most: number) {
    this.#file = file;
    this.#bytes = bytes;
    this.#run = run;
    this.#most = most;
  }

  async next(): Promise<void> {
    const { start, games } = this.#run;
    const count = Math.min(this.#most, games - this.#read);
    this.at = 0;
    this.games = undefined;
    if (count === 0) return;
    const read = emptyGames(this.#bytes, count);
    // The columns of a run follow each other.
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

  async #fill(into: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const { bytesRead } = await this.#file.read(into, done, into.length - done, position + done).catch((error) => {
        throw sortFileError(error);
      });
      if (bytesRead === 0) throw sortFileError(new Error('the file is too short'));
      done += bytesRead;
    }
  }
}

function sortFileError(error: unknown) {
  return fileError(error, 'the folder for sorting (SORT_DIR)', 'SORT_FAILED');
}
