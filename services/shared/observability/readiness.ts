import { waitWithTimeout } from '../async/timeout.js';
import { DezenasError } from '../errors.js';
import type { Logger } from './logging.js';
import { ready as readyMetric } from './shared-metrics.js';

/** Resolves when something is ready, fails with what is wrong when not. */
export type ReadinessCheck = () => Promise<void>;

export interface CheckResult {
  ready: boolean;
  /** What is wrong, in words that may be shown. */
  message?: string;
}

/** Each check by its name. */
export type CheckResults = Readonly<Record<string, CheckResult>>;

/** A check that takes longer than this has failed. */
const CHECK_TIMEOUT_MS = 2_000;

/** Whether a service can do its work, looked at again and again. */
export class Readiness {
  readonly #checks: Readonly<Record<string, ReadinessCheck>>;
  readonly #logger: Logger;
  readonly #hide: () => void;
  #results: CheckResults = {};
  readonly #failures = new Map<string, unknown>();
  #underWay: Promise<CheckResults> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told: (ready: boolean) => void = () => {};
  #leaving = false;

  /** @param checks by names in snake_case, which become values of a label. */
  constructor(checks: Readonly<Record<string, ReadinessCheck>>, logger: Logger) {
    this.#checks = checks;
    this.#logger = logger;
    this.#hide = readyMetric.show(() => Object.fromEntries(Object.keys(checks).map((name) => [name, this.#results[name]?.ready ? 1 : 0])));
  }

  /** Checks now and every `intervalMs`, and tells each time. */
  start(intervalMs: number, told: (ready: boolean) => void): void {
    this.#told = told;
    void this.check();
    this.#timer = setInterval(() => void this.check(), intervalMs).unref();
  }

  /** Looks at everything now; several who ask at once share one look. Never fails. */
  check(): Promise<CheckResults> {
    this.#underWay ??= this.#run().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** Not ready from now on: callers go elsewhere while what was begun here comes to its end. */
  leave(): void {
    this.#leaving = true;
    this.#told(false);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#told = () => {};
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
    // Looked at last: a look under way was begun before.
    const told = this.#leaving ? { ...results, service: { ready: false, message: 'the service is stopping' } } : results;
    this.#told(allReady(told));
    return told;
  }

  async #runOne(name: string, check: ReadinessCheck): Promise<CheckResult> {
    try {
      const holds = await waitWithTimeout(
        check().then(() => true),
        CHECK_TIMEOUT_MS,
      );
      if (!holds) throw new DezenasError('UNAVAILABLE', `no answer within ${CHECK_TIMEOUT_MS / 1000} s`);
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
