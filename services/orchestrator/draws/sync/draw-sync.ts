import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { mapInOrder } from '../../../shared/async/map-in-order.js';
import { DezenasError } from '../../../shared/errors.js';
import type { Draw } from '../history/draw.js';
import { createHistory, type History, maxResults } from '../history/history.js';
import type { HistoryStore } from '../history/history-store.js';
import { answersTable, parseAnswer } from '../reading/caixa-answers.js';
import { parseDraws } from '../reading/parse-draws.js';
import { warningsOf } from '../reading/read-draws-file.js';
import type { CaixaApi } from './caixa-api.js';

/** Concurrent requests per sync. */
const MAX_REQUESTS = 4;
/** A sync fails if more draws than this have impossible numbers: then the API is wrong, not a single draw. */
const MAX_WRONG = 20;
/** Draw numbers listed in a warning. */
const MAX_LISTED = 20;

/** The progress of a sync, in draws. */
export interface SyncStep {
  fetched: number;
  total: number;
}

/** The result of a sync. */
export interface SyncResult {
  history: History;
  /** Whether the sync changed the history. */
  changed: boolean;
  warnings: string[];
}

/** The API's answer for one draw. The draw is left out if it is absent or has numbers that the lottery cannot have. */
type FetchedDraw = { number: number } & ({ draw: Draw } | { wrong: string } | { absent: true });

/** Fetches the draws that a history lacks from the results API. At most one sync per lottery runs in this process. */
export class DrawSync {
  readonly #api: CaixaApi;
  readonly #histories: HistoryStore;
  readonly #running = new Map<string, Promise<void>>();

  constructor(api: CaixaApi, histories: HistoryStore) {
    this.#api = api;
    this.#histories = histories;
  }

  /**
   * Fetches the missing draws, oldest first, and yields the progress. The draws fetched so far are saved however the sync ends: by an
   * error, by the signal, or by a reader that stops.
   * @throws DezenasError as {@link CaixaApi.result}, and RESOURCE_EXHAUSTED when a sync of the lottery is running.
   */
  async *run(lottery: Lottery, resultsName: string, signal: AbortSignal): AsyncGenerator<SyncStep, SyncResult, undefined> {
    if (this.#running.has(lottery.id)) {
      throw new DezenasError('RESOURCE_EXHAUSTED', `a sync of ${lottery.name} is already running`, { reason: 'SYNC_UNDER_WAY' });
    }
    let settle = () => {};
    this.#running.set(
      lottery.id,
      new Promise((resolve) => {
        settle = resolve;
      }),
    );
    try {
      return yield* this.#sync(lottery, resultsName, signal);
    } finally {
      this.#running.delete(lottery.id);
      settle();
    }
  }

  /** Waits until all running syncs have ended and saved their draws. */
  async waitForRunning(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async *#sync(lottery: Lottery, resultsName: string, signal: AbortSignal): AsyncGenerator<SyncStep, SyncResult, undefined> {
    const stored = (await this.#histories.latest(lottery.id))?.draws ?? [];
    const latest = await this.#fetch(lottery, resultsName, undefined, signal);
    const missing = missingNumbers(stored, latest.number);
    const total = missing.length + (stored.some(({ number }) => number === latest.number) ? 0 : 1);
    const fetchOne = (number: number, stopped: AbortSignal) => this.#fetch(lottery, resultsName, number, stopped);
    const results: FetchedDraw[] = [];
    let saved: Omit<SyncResult, 'warnings'> | undefined;
    try {
      yield { fetched: 0, total };
      for await (const result of mapInOrder(missing, { concurrency: MAX_REQUESTS, signal }, fetchOne)) {
        results.push(result);
        checkWrong(results);
        yield { fetched: results.length, total };
      }
      results.push(latest);
      saved = await this.#save(lottery, results);
      if (!saved) throw wrongApiError('none of its draws can be read', results);
      return { ...saved, warnings: [...omissionWarnings(results), ...warningsOf(saved.history.draws.toReversed())] };
    } catch (error) {
      throw saved ? error : withProgress(error, results.filter((result) => 'draw' in result).length, total);
    } finally {
      if (!saved) await this.#save(lottery, results);
    }
  }

  /** Fetches one draw. @param number undefined: the latest draw. */
  async #fetch(lottery: Lottery, resultsName: string, number: number | undefined, signal: AbortSignal): Promise<FetchedDraw> {
    const json = await this.#api.result(resultsName, number, signal);
    if (json === undefined && number !== undefined) return { number, absent: true };
    if (json === undefined) throw wrongApiError(`it has no draws of ${lottery.name}`);
    const parsed = parseAnswer(json, lottery);
    const which = number === undefined ? 'the latest draw' : `draw ${number}`;
    if ('wrong' in parsed) throw wrongApiError(`its answer for ${which} is not a result (${parsed.wrong})`);
    const { answer } = parsed;
    if (answer.numero !== (number ?? answer.numero)) throw wrongApiError(`its answer for ${which} is the result of draw ${answer.numero}`);
    const max = maxResults(lottery);
    if (answer.numero > max) throw wrongApiError(`it has more than ${max} draws of ${lottery.name}`);
    try {
      const [draw] = (await parseDraws([answersTable([answer], lottery)], lottery)).draws;
      return { number: draw.number, draw };
    } catch (error) {
      if (error instanceof DezenasError && error.code === 'INVALID_ARGUMENT') return { number: answer.numero, wrong: error.message };
      throw error;
    }
  }

  /**
   * Merges the results into the latest history, because draws may have been imported during the sync. Undefined if there are no draws
   * at all.
   */
  async #save(lottery: Lottery, results: FetchedDraw[]): Promise<Omit<SyncResult, 'warnings'> | undefined> {
    let changed = false;
    const history = await this.#histories.change(lottery.id, (latest) => {
      const draws = new Map(latest?.draws.map((draw) => [draw.number, draw]));
      for (const result of results) {
        if (!('draw' in result)) continue;
        const { draw } = result;
        draws.set(draw.number, { ...draw, winnings: draw.winnings ?? draws.get(draw.number)?.winnings });
      }
      if (draws.size === 0) return undefined;
      const made = createHistory(lottery.id, [...draws.values()]);
      changed = JSON.stringify(made.draws) !== JSON.stringify(latest?.draws);
      return changed ? made : latest;
    });
    return history && { history, changed };
  }
}

/**
 * Returns the numbers of the draws below `latest` to fetch, ascending. The newest stored draw is fetched again if it has no winnings,
 * because Caixa publishes the winnings some time after the numbers.
 */
function missingNumbers(stored: Draw[], latest: number): number[] {
  const have = new Set(stored.filter(({ winnings }, i) => i > 0 || winnings).map(({ number }) => number));
  return Array.from({ length: latest - 1 }, (_, i) => i + 1).filter((number) => !have.has(number));
}

function checkWrong(results: FetchedDraw[]): void {
  const wrong = results.flatMap((result) => ('wrong' in result ? [result.wrong] : []));
  if (wrong.length > MAX_WRONG) throw wrongApiError(`more than ${MAX_WRONG} draws have impossible numbers, the last one: ${wrong.at(-1)}`);
}

function omissionWarnings(results: FetchedDraw[]): string[] {
  const absent = results.flatMap((result) => ('absent' in result ? [result.number] : []));
  const more = absent.length - MAX_LISTED;
  const list = absent.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return [
    ...(absent.length > 0 ? [`the results API has no draw ${list}`] : []),
    ...results.flatMap((result) => ('wrong' in result ? [`draw ${result.number} was left out: ${result.wrong}`] : [])),
  ];
}

function wrongApiError(what: string, results: FetchedDraw[] = []): DezenasError {
  const why = omissionWarnings(results)[0];
  return new DezenasError('FAILED_PRECONDITION', `the results API cannot be used: ${what}${why ? ` (${why})` : ''}`, {
    reason: 'RESULTS_API_WRONG',
  });
}

/** Adds to an error how many draws were saved, unless there are none or the failure may be in the store. */
function withProgress(error: unknown, saved: number, total: number): unknown {
  if (saved === 0 || !(error instanceof DezenasError) || error.code === 'INTERNAL') return error;
  const { code, message, reason, violations, retryAfterMs } = error;
  const text = `${message}; ${saved} of ${total} draws were fetched and stored: the next sync continues from there`;
  return new DezenasError(code, text, { reason, violations, retryAfterMs, cause: error });
}
