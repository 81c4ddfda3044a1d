/** A client of Caixa's public results API over HTTP. Sizes, redirects and retries are bounded. Only transient failures are retried. */

import { type Backoff, backoffMs, pause } from '../../../shared/async/backoff.js';
import { linkSignals } from '../../../shared/async/linked-signal.js';
import { DezenasError, throwIfAborted } from '../../../shared/errors.js';

/** Usual responses have a few kilobytes. */
const MAX_RESPONSE_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;
/** If the server asks for a longer pause, the request fails. */
const MAX_RETRY_AFTER_MS = 60_000;

export interface CaixaApiOptions {
  /** An http or https URL, to which the name of the lottery and the number of the draw are appended. */
  baseUrl: string;
  /** The timeout of one request with its whole response. Default: 15,000. */
  timeoutMs?: number;
  /** Requests per result, including the first. Default: 5. */
  attempts?: number;
  /** The mean backoff before the second attempt. The backoff doubles with each further attempt. Default: 500. */
  pauseMs?: number;
}

/** A failure that a retry may overcome. The retry waits for `retryAfterMs`, which the server asked for, or for the usual backoff. */
class TransientError extends Error {
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
   * Fetches the result of a draw as parsed JSON. Undefined if the API has no such result.
   * @param number the number of the draw. Undefined: the latest draw.
   * @throws DezenasError UNAVAILABLE when the API does not answer, RESOURCE_EXHAUSTED when the API asks for a long pause,
   * FAILED_PRECONDITION when the API refuses the request or the response is no JSON, CANCELLED when the signal fired.
   */
  async result(resultsName: string, number: number | undefined, signal: AbortSignal): Promise<unknown> {
    const url = new URL(number === undefined ? resultsName : `${resultsName}/${number}`, this.#base);
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal);
      try {
        return await this.#fetch(url, signal);
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof TransientError)) throw error;
        const { message, retryAfterMs = 0 } = error;
        if (retryAfterMs > MAX_RETRY_AFTER_MS) {
          const options = { reason: 'RESULTS_API_BUSY', retryAfterMs };
          throw new DezenasError('RESOURCE_EXHAUSTED', `${this.#name} asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, options);
        }
        if (attempt === this.#attempts) {
          const options = { reason: 'RESULTS_API_UNREACHABLE', cause: error };
          throw new DezenasError('UNAVAILABLE', `${this.#name} does not answer: ${message} (${attempt} attempts)`, options);
        }
        // If the signal fired, the next iteration throws.
        await pause(Math.max(backoffMs(this.#backoff, attempt), retryAfterMs), signal);
      }
    }
  }

  async #fetch(url: URL, signal: AbortSignal): Promise<unknown> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const either = linkSignals(signal, timeout);
    try {
      const response = await this.#follow(url, either.signal);
      if (response.status === 404) {
        await discardBody(response);
        return undefined;
      }
      if (!response.ok) {
        await discardBody(response);
        throw this.#statusError(response);
      }
      return this.#parse(await readBounded(response));
    } catch (error) {
      if (error instanceof TransientError || error instanceof DezenasError) throw error;
      throw new TransientError(timeout.aborted ? `timeout after ${this.#timeoutMs / 1000} s` : causeOf(error));
    } finally {
      either.release();
    }
  }

  /** Follows redirects to the same host only, and never from https to http. */
  async #follow(url: URL, signal: AbortSignal): Promise<Response> {
    let current = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const headers = { accept: 'application/json', 'user-agent': 'dezenas' };
      const response = await fetch(current.href, { headers, signal, redirect: 'manual' });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || !location) return response;
      await discardBody(response);
      const next = URL.canParse(location, current.href) ? new URL(location, current.href) : undefined;
      if (next?.host !== current.host || (next.protocol !== current.protocol && next.protocol !== 'https:')) {
        throw this.#wrongApiError('redirects to another host');
      }
      current = next;
    }
    throw this.#wrongApiError(`redirects more than ${MAX_REDIRECTS} times`);
  }

  #statusError({ status, headers }: Response): Error {
    if (status === 429 || status === 503) return new TransientError(`HTTP ${status}`, parseRetryAfter(headers.get('retry-after')));
    if (status >= 500 || status === 408) return new TransientError(`HTTP ${status}`);
    if (status === 403) {
      return new DezenasError(
        'FAILED_PRECONDITION',
        `${this.#name} refuses this computer (HTTP 403), as it refuses computers outside Brazil and automated requests; ` +
          'download the spreadsheet of the lottery at loterias.caixa.gov.br and import it instead',
        { reason: 'RESULTS_API_REFUSED' },
      );
    }
    return this.#wrongApiError(`answers HTTP ${status}`);
  }

  #parse(bytes: Buffer | undefined): unknown {
    if (!bytes) throw this.#wrongApiError(`answers more than ${MAX_RESPONSE_BYTES / 1024 / 1024} MiB`);
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch {
      throw this.#wrongApiError('answers something that is not JSON');
    }
  }

  #wrongApiError(what: string): DezenasError {
    return new DezenasError('FAILED_PRECONDITION', `${this.#name} ${what}; check CAIXA_API_URL`, { reason: 'RESULTS_API_WRONG' });
  }

  /** The name of the API in messages. The path and the credentials of the setting must not reach a caller. */
  get #name(): string {
    return `the results API at ${this.#base.host}`;
  }
}

/** Reads the body. Undefined if it is larger than {@link MAX_RESPONSE_BYTES}; the rest is not read. */
async function readBounded(response: Response): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MAX_RESPONSE_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Cancels the body of a response, which frees its connection. */
async function discardBody(response: Response): Promise<void> {
  await response.body?.cancel();
}

/** Parses the header Retry-After, which has seconds or a date, to milliseconds. Undefined if it has neither. */
function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Returns the code or the message of a network error, which fetch hides in the cause of its own error. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : 'unknown';
}
