/** Caixa's public results API over HTTP: bounded, patient with what passes, plain about what does not. */

import { type Backoff, backoffMs, pause } from '../../../shared/async/backoff.js';
import { linkSignals } from '../../../shared/async/linked-signal.js';
import { DezenasError, throwIfAborted } from '../../../shared/errors.js';

/** An answer has some kilobytes. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;
/** A server that asks for a longer pause is left alone. */
const MAX_RETRY_AFTER_MS = 60_000;

export interface CaixaApiOptions {
  /** http or https; names of lotteries and draw numbers follow it. */
  baseUrl: string;
  /** For one request and its whole answer. */
  timeoutMs?: number;
  /** Requests for one answer, the first included. */
  attempts?: number;
  /** Mean pause before the second attempt; it doubles each time. */
  pauseMs?: number;
}

/** What may pass: the next attempt comes after the pause the server asked for, or the usual one. */
class Passing extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

export class CaixaApi {
  readonly #base: URL;
  readonly #timeoutMs: number;
  readonly #attempts: number;
  readonly #backoff: Backoff;

  constructor({ baseUrl, timeoutMs = 15_000, attempts = 5, pauseMs = 500 }: CaixaApiOptions) {
    this.#base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
    this.#timeoutMs = timeoutMs;
    this.#attempts = attempts;
    this.#backoff = { firstDelayMs: pauseMs, spread: [0.5, 1.5] };
  }

  /**
   * The answer, as parsed JSON, for the latest draw of a lottery or the one of that number; undefined when the API has none.
   * @throws DezenasError UNAVAILABLE when it does not answer, RESOURCE_EXHAUSTED when it asks for a long pause,
   * FAILED_PRECONDITION when it refuses or answers something else, CANCELLED when the signal fired.
   */
  async result(resultsName: string, number: number | undefined, signal: AbortSignal): Promise<unknown> {
    const url = new URL(number === undefined ? resultsName : `${resultsName}/${number}`, this.#base);
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal);
      try {
        return await this.#fetch(url, signal);
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof Passing)) throw error;
        const { message, retryAfterMs = 0 } = error;
        if (retryAfterMs > MAX_RETRY_AFTER_MS) {
          const options = { reason: 'RESULTS_API_BUSY', retryAfterMs };
          throw new DezenasError('RESOURCE_EXHAUSTED', `${this.#name} asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, options);
        }
        if (attempt === this.#attempts) {
          const options = { reason: 'RESULTS_API_UNREACHABLE', cause: error };
          throw new DezenasError('UNAVAILABLE', `${this.#name} does not answer: ${message} (${attempt} attempts)`, options);
        }
        // An abort is thrown at the top.
        await pause(Math.max(backoffMs(this.#backoff, attempt), retryAfterMs), signal);
      }
    }
  }

  async #fetch(url: URL, signal: AbortSignal): Promise<unknown> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const either = linkSignals(signal, timeout);
    try {
      const response = await this.#follow(url, either.signal);
      if (response.status === 404) return await nothing(response);
      if (!response.ok) {
        await nothing(response);
        throw this.#refused(response);
      }
      return this.#parse(await readBounded(response));
    } catch (error) {
      if (error instanceof Passing || error instanceof DezenasError) throw error;
      throw new Passing(timeout.aborted ? `nothing within ${this.#timeoutMs / 1000} s` : causeOf(error));
    } finally {
      either.release();
    }
  }

  /** Redirects lead to the same host only, and never away from encryption. */
  async #follow(url: URL, signal: AbortSignal): Promise<Response> {
    let at = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const headers = { accept: 'application/json', 'user-agent': 'dezenas' };
      const response = await fetch(at.href, { headers, signal, redirect: 'manual' });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || !location) return response;
      await nothing(response);
      const next = URL.canParse(location, at.href) ? new URL(location, at.href) : undefined;
      if (next?.host !== at.host || (next.protocol !== at.protocol && next.protocol !== 'https:')) {
        throw this.#wrong('redirects to another host');
      }
      at = next;
    }
    throw this.#wrong('redirects without end');
  }

  #refused({ status, headers }: Response): Error {
    if (status === 429 || status === 503) return new Passing(`HTTP ${status}`, retryAfterMs(headers.get('retry-after')));
    if (status >= 500 || status === 408) return new Passing(`HTTP ${status}`);
    if (status === 403) {
      return new DezenasError(
        'FAILED_PRECONDITION',
        `${this.#name} refuses this caller (HTTP 403), as it does outside Brazil and for automated ones; ` +
          'download the spreadsheet of the lottery at loterias.caixa.gov.br and import it instead',
        { reason: 'RESULTS_API_REFUSED' },
      );
    }
    return this.#wrong(`answers HTTP ${status}`);
  }

  #parse(bytes: Buffer | undefined): unknown {
    if (!bytes) throw this.#wrong(`answers more than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB`);
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch {
      throw this.#wrong('answers something that is not JSON');
    }
  }

  #wrong(what: string): DezenasError {
    return new DezenasError('FAILED_PRECONDITION', `${this.#name} ${what}; is CAIXA_API_URL right?`, { reason: 'RESULTS_API_WRONG' });
  }

  /** Neither path nor credentials of the setting reach a caller. */
  get #name(): string {
    return `the results API at ${this.#base.host}`;
  }
}

/** Undefined when there is more than an answer may have; what is left is not read. */
async function readBounded(response: Response): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MAX_ANSWER_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Lets go of an answer nobody reads. */
async function nothing(response: Response): Promise<undefined> {
  await response.body?.cancel();
}

/** Seconds or a date; undefined when it is neither. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** fetch hides what happened in its cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : 'unknown';
}
