import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Service, type ServiceProcess, startServiceProcess } from '../services/service-process.js';
import type { Member, ServiceName } from './cluster.js';

/** Pause between the end of a process and its next start. */
export const RESTART_MS = 500;
const LOOK_MS = 50;
const LOG_LINES = 2_000;
/** Most starts in a row that may fail: the port of a killed process is not free immediately. */
const MAX_FAILURES = 20;

/** A service on a fixed port that is restarted whenever it ends, as a container would be. */
export class SupervisedService implements Member {
  readonly name: string;
  readonly service: ServiceName & Service;
  readonly #settings: Record<string, string>;
  readonly #nodeOptions: string[];
  #process: ServiceProcess | undefined;
  #stopped = false;
  /** The last log lines, across restarts. */
  readonly log: Record<string, unknown>[] = [];
  /** Descriptions of the unexpected ends of the process. */
  readonly deaths: string[] = [];
  #expected = false;
  #failures = 0;
  readonly #supervision: Promise<void>;

  /** @param settings environment variables, including PORT, so that the service restarts on the same port. */
  constructor(name: string, service: ServiceName & Service, settings: Record<string, string>, nodeOptions: string[] = []) {
    this.name = name;
    this.service = service;
    this.#settings = settings;
    this.#nodeOptions = nodeOptions;
    this.#supervision = this.#supervise();
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

  /** Restarts the process: the new process shares only the port with the old one. */
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

  /** Slows the disk down. The process must have loaded slow-disk.ts. */
  async slowDisk(): Promise<void> {
    this.#process?.child.kill('SIGUSR2');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#signal('SIGKILL');
    await this.#supervision;
  }

  /** Sends a signal that ends the process. From now on the service counts as down, even if the process takes time to end. */
  #signal(signal: 'SIGKILL' | 'SIGTERM'): void {
    this.#expected = true;
    this.#process?.child.kill(signal);
    this.#process = undefined;
  }

  async #supervise(): Promise<void> {
    while (!this.#stopped) {
      const process = await startServiceProcess(this.service, this.#settings, { nodeOptions: this.#nodeOptions, detached: true }).catch(
        (error) => {
          this.#failures++;
          this.log.push({ msg: String(error) });
          return undefined;
        },
      );
      if (process) await this.#runUntilExit(process);
      if (!this.#stopped) await delay(RESTART_MS);
    }
  }

  async #runUntilExit(process: ServiceProcess): Promise<void> {
    const { child } = process;
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    this.#process = process;
    this.#expected = false;
    this.#failures = 0;
    const logTimer = setInterval(() => this.#storeLog(process), 1_000).unref();
    if (this.#stopped) child.kill('SIGKILL');
    await exited;
    clearInterval(logTimer);
    this.#storeLog(process);
    this.#process = undefined;
    if (!this.#expected && !this.#stopped) this.deaths.push(`${this.name} ended with ${child.exitCode ?? child.signalCode}`);
  }

  #storeLog({ log }: ServiceProcess): void {
    this.log.push(...log.splice(0));
    this.log.splice(0, this.log.length - LOG_LINES);
  }
}
