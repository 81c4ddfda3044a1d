import { setTimeout as delay } from 'node:timers/promises';
import { DezenasError } from '../../services/client/library/client.js';
import { JobClient } from '../support/clients/job-client.js';
import type { Cluster } from '../support/cluster/cluster.js';

const TIMEOUT_MS = 5_000;
const PAUSE_MS = 200;

/** What a caller hears of a server that is away, stops or does not come to answer: it asks another one. */
const AWAY = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED', 'RESOURCE_EXHAUSTED']);

/** Asks the orchestrators of a cluster in turn, again and again, as a careful program would. */
export class Callers {
  readonly #cluster: Cluster;
  readonly #clients = new Map<string, JobClient>();
  #turn = 0;
  /** Times that another one had to be asked. */
  askedAgain = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The answer of the first orchestrator that gives one. @throws DezenasError what an orchestrator says that is there. */
  async ask<T>(
    question: (jobs: JobClient, options: { timeoutMs: number; signal?: AbortSignal }) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (;;) {
      signal?.throwIfAborted();
      try {
        return await question(await this.next(), { timeoutMs: TIMEOUT_MS, signal });
      } catch (error) {
        if (!isAway(error)) throw error;
      }
      this.askedAgain++;
      await delay(PAUSE_MS);
    }
  }

  /** Each orchestrator in turn. */
  async next(): Promise<JobClient> {
    const all = await this.all();
    return all[this.#turn++ % all.length];
  }

  async all(): Promise<JobClient[]> {
    return (await this.#cluster.addresses()).map((address) => {
      const known = this.#clients.get(address) ?? new JobClient(address);
      this.#clients.set(address, known);
      return known;
    });
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}

export function isAway(error: unknown): boolean {
  return error instanceof DezenasError && AWAY.has(error.code);
}
