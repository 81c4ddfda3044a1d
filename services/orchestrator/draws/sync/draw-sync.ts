import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { mapInOrder } from '../../../shared/async/map-in-order.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Draw } from '../history/draw.js';
import { createHistory, type History, mostResults } from '../history/history.js';
import type { HistoryStore } from '../history/history-store.js';
import { answersTable, parseAnswer } from '../reading/caixa-answers.js';
import { parseDraws } from '../reading/parse-draws.js';
import { warningsOf } from '../reading/read-draws-file.js';
import type { CaixaApi } from './caixa-api.js';

/** Requests under way at once. */
const CONCURRENT_REQUESTS = 4;
/** More draws than this with numbers that cannot be are no accident. */
const MAX_WRONG = 20;
/** Draw numbers a warning lists. */
const MAX_LISTED = 20;

export interface SyncStep {
  /** Draws. */
  fetched: number;
  total: number;
}

export interface Synced {
  history: History;
  /** Whether there is anything new in it. */
  changed: boolean;
  warnings: string[];
}

/** What the API has for one draw: nothing, or numbers the lottery cannot have, leave it out. */
type Fetched = { number: number } & ({ draw: Draw } | { wrong: string } | { absent: true });

/** Adds the draws that a history lacks from the results API; one sync of a lottery at a time. */
export class DrawSync {
  readonly #api: CaixaApi;
  readonly #histories: HistoryStore;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(api: CaixaApi, histories: HistoryStore) {
    this.#api = api;
    this.#histories = histories;
  }

  /**
   * Oldest first. However it ends (an error, an abort, a caller that stops asking) the draws fetched so far are saved.
   * @throws DezenasError those of CaixaApi.result; RESOURCE_EXHAUSTED when a sync of the lottery is under way.
   */
  async *run(lottery: Lottery, resultsName: string, signal: AbortSignal): AsyncGenerator<SyncStep, Synced, undefined> {
    if (this.#underWay.has(lottery.id)) {
      throw new DezenasError('RESOURCE_EXHAUSTED', `a sync of ${lottery.name} is under way`, { reason: 'SYNC_UNDER_WAY' });
    }
    let settle = () => {};
    this.#underWay.set(
      lottery.id,
      new Promise((resolve) => {
        settle = resolve;
      }),
    );
    try {
      return yield* this.#sync(lottery, resultsName, signal);
    } finally {
      this.#underWay.delete(lottery.id);
      settle();
    }
  }

  /** Resolves when what syncs under way have fetched is saved. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async *#sync(lottery: Lottery, resultsName: string, signal: AbortSignal): AsyncGenerator<SyncStep, Synced, undefined> {
    const stored = (await this.#histories.latest(lottery.id))?.draws ?? [];
    const latest = await this.#fetch(lottery, resultsName, undefined, signal);
    const missing = missingNumbers(stored, latest.number);
    const total = missing.length + (stored.some(({ number }) => number === latest.number) ? 0 : 1);
    const fetchOne = (number: number, stopped: AbortSignal) => this.#fetch(lottery, resultsName, number, stopped);
    const results: Fetched[] = [];
    let saved: Omit<Synced, 'warnings'> | undefined;
    try {
      yield { fetched: 0, total };
      for await (const result of mapInOrder(missing, { concurrency: CONCURRENT_REQUESTS, signal }, fetchOne)) {
        results.push(result);
        checkWrong(results);
        yield { fetched: results.length, total };
      }
      results.push(latest);
      saved = await this.#save(lottery, results);
      if (!saved) throw wrongApi('it has no draw that can be read', results);
      return { ...saved, warnings: [...leftOut(results), ...warningsOf(saved.history.draws.toReversed())] };
    } catch (error) {
      throw saved ? error : withKept(error, results.filter((result) => 'draw' in result).length, total);
    } finally {
      if (!saved) await this.#save(lottery, results);
    }
  }

  /** `number` undefined: the latest. */
  async #fetch(lottery: Lottery, resultsName: string, number: number | undefined, signal: AbortSignal): Promise<Fetched> {
    const json = await this.#api.result(resultsName, number, signal);
    if (json === undefined && number !== undefined) return { number, absent: true };
    if (json === undefined) throw wrongApi(`it has no draws of ${lottery.name}`);
    const parsed = parseAnswer(json, lottery);
    const which = number === undefined ? 'the latest draw' : `draw ${number}`;
    if ('wrong' in parsed) throw wrongApi(`its answer for ${which} is not one (${parsed.wrong})`);
    const { answer } = parsed;
    if (answer.numero !== (number ?? answer.numero)) throw wrongApi(`its answer for ${which} is that for draw ${answer.numero}`);
    const most = mostResults(lottery);
    if (answer.numero > most) throw wrongApi(`it has more than ${most} draws of ${lottery.name}`);
    try {
      const [draw] = (await parseDraws([answersTable([answer], lottery)], lottery)).draws;
      return { number: draw.number, draw };
    } catch (error) {
      if (error instanceof DezenasError && error.code === 'INVALID_ARGUMENT') return { number: answer.numero, wrong: error.message };
      throw error;
    }
  }

  /** Into the history as it is now: another may have imported draws since. Undefined when there are none at all. */
  async #save(lottery: Lottery, results: Fetched[]): Promise<Omit<Synced, 'warnings'> | undefined> {
    let changed = false;
    const history = await this.#histories.change(lottery.id, (now) => {
      const draws = new Map(now?.draws.map((draw) => [draw.number, draw]));
      for (const result of results) {
        if (!('draw' in result)) continue;
        const { draw } = result;
        draws.set(draw.number, { ...draw, winnings: draw.winnings ?? draws.get(draw.number)?.winnings });
      }
      if (draws.size === 0) return undefined;
      const made = createHistory(lottery.id, [...draws.values()]);
      changed = JSON.stringify(made.draws) !== JSON.stringify(now?.draws);
      return changed ? made : now;
    });
    return history && { history, changed };
  }
}

/** Below `latest`, ascending. The newest stored draw again when it has no winnings: they are published some time after the numbers. */
function missingNumbers(stored: Draw[], latest: number): number[] {
  const have = new Set(stored.filter(({ winnings }, i) => i > 0 || winnings).map(({ number }) => number));
  return Array.from({ length: latest - 1 }, (_, i) => i + 1).filter((number) => !have.has(number));
}

function checkWrong(results: Fetched[]): void {
  const wrong = results.flatMap((result) => ('wrong' in result ? [result.wrong] : []));
  if (wrong.length > MAX_WRONG) throw wrongApi(`more than ${MAX_WRONG} draws are wrong, the last: ${wrong.at(-1)}`);
}

function leftOut(results: Fetched[]): string[] {
  const absent = results.flatMap((result) => ('absent' in result ? [result.number] : []));
  const more = absent.length - MAX_LISTED;
  const list = absent.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return [
    ...(absent.length > 0 ? [`the results API has no draw ${list}`] : []),
    ...results.flatMap((result) => ('wrong' in result ? [`draw ${result.number} was left out: ${result.wrong}`] : [])),
  ];
}

function wrongApi(what: string, results: Fetched[] = []): DezenasError {
  const why = leftOut(results)[0];
  return new DezenasError('FAILED_PRECONDITION', `the results API is not used: ${what}${why ? ` (${why})` : ''}`, {
    reason: 'RESULTS_API_WRONG',
  });
}

function withKept(error: unknown, kept: number, total: number): unknown {
  if (kept === 0 || !(error instanceof DezenasError) || error.code === 'INTERNAL') return error;
  const { code, message, reason, violations, retryAfterMs } = error;
  const text = `${message}; ${kept} of ${total} draws were fetched and kept: syncing again goes on from there`;
  return new DezenasError(code, text, { reason, violations, retryAfterMs, cause: error });
}
