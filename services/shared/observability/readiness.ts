import { waitWithTimeout } from '../async/timeout.js';
import { DezenasError } from '../errors.js';
import type { Logger } from './logging.js';
import { ready as readyMetric } from './shared-metrics.js';

/** Resolves when a dependency is ready, else rejects with the cause. */
export type ReadinessCheck = () => Promise<void>;

export interface CheckResult {
  ready: boolean;
  /** The cause, without internal details. */
  message?: string;
}

/** Results by the name of the check. */
export type CheckResults = Readonly<Record<string, CheckResult>>;

/** A check that takes longer fails. */
const CHECK_TIMEOUT_MS = 2_000;

/** Checks at intervals whether the dependencies of a service are ready. */
export class Readiness {
  readonly #checks: Readonly<Record<string, ReadinessCheck>>;
  readonly #logger: Logger;
  readonly #hide: () => void;
  #results: CheckResults = {};
  readonly #failures = new Map<string, unknown>();
  #running: Promise<CheckResults> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #listener: (ready: boolean) => void = () => {};
  #leaving = false;

  /** @param checks by names in snake_case, which become values of a metric label. */
  constructor(checks: Readonly<Record<string, ReadinessCheck>>, logger: Logger) {
    this.#checks = checks;
    this.#logger = logger;
    this.#hide = readyMetric.show(() => Object.fromEntries(Object.keys(checks).map((name) => [name, this.#results[name]?.ready ? 1 : 0])));
  }

  /** Checks now and every `intervalMs`, and calls the listener after each check. */
  start(intervalMs: number, listener: (ready: boolean) => void): void {
    this.#listener = listener;
    void this.check();
    this.#timer = setInterval(() => void this.check(), intervalMs).unref();
  }

  /** Runs all checks now. Concurrent calls share one run. Never rejects. */
  check(): Promise<CheckResults> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Reports the service as not ready from now on, so that callers use other replicas while running work finishes. */
  leave(): void {
    this.#leaving = true;
    this.#listener(false);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#listener = () => {};
    this.#hide();
  }

  async #run(): Promise<CheckResults> {
    const results: CheckResults = Object.fromEntries(
      await Promise.all(Object.entries(this.#checks).map(async ([name, check]) => [name, await this.#runOne(name, check)] as const)),
    );
    for (const [name, { ready }] of Object.entries(results)) {
      const before = this.#results[name]?.ready;
      if (!ready && before !== false) this.#logger.warn({ check: name, err: this.#failures.get(name) }, 'not ready');
      if (ready && before === false) this.#logger.info({ check: name }, 'ready again');
    }
    this.#results = results;
    // leave() may have been called while the checks ran.
    const reported = this.#leaving ? { ...results, service: { ready: false, message: 'the service is stopping' } } : results;
    this.#listener(allReady(reported));
    return reported;
  }

  async #runOne(name: string, check: ReadinessCheck): Promise<CheckResult> {
    try {
      const passed = await waitWithTimeout(
        check().then(() => true),
        CHECK_TIMEOUT_MS,
      );
      if (!passed) throw new DezenasError('UNAVAILABLE', `no answer within ${CHECK_TIMEOUT_MS / 1000} s`);
      return { ready: true };
    } catch (error) {
      this.#failures.set(name, error);
      return { ready: false, message: error instanceof DezenasError ? error.message : 'failed; the log of the service has the cause' };
    }
  }
}

export function allReady(results: CheckResults): boolean {
  return Object.values(results).every(({ ready }) => ready);
}
