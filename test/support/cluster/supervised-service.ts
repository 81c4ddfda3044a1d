import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Service, type ServiceProcess, startServiceProcess } from '../services/service-process.js';
import type { Member, ServiceName } from './cluster.js';

/** Between a death and the next start. */
export const RESTART_MS = 500;
const LOOK_MS = 50;
const LOG_LINES = 2_000;
/** So often in a row a start may fail: a port is not free at once. */
const MAX_FAILURES = 20;

/** A service on a port of its own that is started again whenever it ends, as a container would be. */
export class SupervisedService implements Member {
  readonly name: string;
  readonly service: ServiceName & Service;
  readonly #settings: Record<string, string>;
  readonly #nodeOptions: string[];
  #process: ServiceProcess | undefined;
  #stopped = false;
  /** Its last words, over all of its lives. */
  readonly log: Record<string, unknown>[] = [];
  /** How it ended when nobody had asked for it. */
  readonly deaths: string[] = [];
  #expected = false;
  #failures = 0;
  readonly #life: Promise<void>;

  /** @param settings environment variables, PORT among them: it comes back where it was. */
  constructor(name: string, service: ServiceName & Service, settings: Record<string, string>, nodeOptions: string[] = []) {
    this.name = name;
    this.service = service;
    this.#settings = settings;
    this.#nodeOptions = nodeOptions;
    this.#life = this.#live();
  }

  get pid(): number | undefined {
    return this.#process?.child.pid;
  }

  async kill(): Promise<void> {
    this.#signal('SIGKILL');
  }

  async terminate(): Promise<void> {
    this.#signal('SIGTERM');
  }

  /** Processes that share nothing but a port are as good as strangers. */
  replace(): Promise<void> {
    return this.kill();
  }

  async pause(): Promise<void> {
    this.#process?.child.kill('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.#process?.child.kill('SIGCONT');
  }

  async up(): Promise<void> {
    while (!this.#process && !this.#stopped) {
      if (this.#failures > MAX_FAILURES) throw new Error(`${this.name} does not start: ${JSON.stringify(this.log.at(-1))}`);
      await delay(LOOK_MS);
    }
  }

  /** See slow-disk.ts, which it must have loaded. */
  async slowDisk(): Promise<void> {
    this.#process?.child.kill('SIGUSR2');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#signal('SIGKILL');
    await this.#life;
  }

  /** What a signal ends is away from then on, whenever it ends. */
  #signal(signal: 'SIGKILL' | 'SIGTERM'): void {
    this.#expected = true;
    this.#process?.child.kill(signal);
    this.#process = undefined;
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      const process = await startServiceProcess(this.service, this.#settings, { nodeOptions: this.#nodeOptions, detached: true }).catch(
        (error) => {
          this.#failures++;
          this.log.push({ msg: String(error) });
          return undefined;
        },
      );
      if (process) await this.#liveOnce(process);
      if (!this.#stopped) await delay(RESTART_MS);
    }
  }

  async #liveOnce(process: ServiceProcess): Promise<void> {
    const { child } = process;
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    this.#process = process;
    this.#expected = false;
    this.#failures = 0;
    const tidy = setInterval(() => this.#keep(process), 1_000).unref();
    if (this.#stopped) child.kill('SIGKILL');
    await exited;
    clearInterval(tidy);
    this.#keep(process);
    this.#process = undefined;
    if (!this.#expected && !this.#stopped) this.deaths.push(`${this.name} ended with ${child.exitCode ?? child.signalCode}`);
  }

  #keep({ log }: ServiceProcess): void {
    this.log.push(...log.splice(0));
    this.log.splice(0, this.log.length - LOG_LINES);
  }
}
