import { setTimeout as delay } from 'node:timers/promises';
import { DezenasError } from '../../services/client/library/client.js';
import { JobClient } from '../support/clients/job-client.js';
import type { Cluster } from '../support/cluster/cluster.js';

const TIMEOUT_MS = 5_000;
const PAUSE_MS = 200;

/** Status codes of a server that is down, stopping or too busy. The caller tries the next server. */
const UNAVAILABLE_CODES = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED', 'RESOURCE_EXHAUSTED']);

/** Calls the orchestrators of a cluster in turn and retries, as a robust client does. */
export class Callers {
  readonly #cluster: Cluster;
  readonly #clients = new Map<string, JobClient>();
  #nextIndex = 0;
  /** Number of calls that had to be retried at another orchestrator. */
  retries = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Makes a call until an orchestrator answers. @throws DezenasError the error of an orchestrator that is available. */
  async ask<T>(
    question: (jobs: JobClient, options: { timeoutMs: number; signal?: AbortSignal }) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (;;) {
      signal?.throwIfAborted();
      try {
        return await question(await this.next(), { timeoutMs: TIMEOUT_MS, signal });
      } catch (error) {
        if (!isUnavailable(error)) throw error;
      }
      this.retries++;
      await delay(PAUSE_MS);
    }
  }

  /** Returns the client of the next orchestrator. */
  async next(): Promise<JobClient> {
    const all = await this.all();
    return all[this.#nextIndex++ % all.length];
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

export function isUnavailable(error: unknown): boolean {
  return error instanceof DezenasError && UNAVAILABLE_CODES.has(error.code);
}
