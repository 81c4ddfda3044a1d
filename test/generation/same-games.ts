/** Starts services with imported draws for the tests of the file that imports this module, and stops the services after each test. */

import { afterEach, expect } from 'vitest';
import type { GameSpec } from '../../services/client/library/client.js';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';

let running: Services[] = [];
afterEach(async () => {
  await Promise.all(running.map((services) => services.stop()));
  running = [];
});

export async function start(settings: Record<string, string> = {}): Promise<Services> {
  const services = await startServices(settings);
  running.push(services);
  await importDraws(services.jobs.client, drawsCsv());
  return services;
}

/** Expects that one thread, four threads and the orchestrator itself generate the same games and report the same summary. */
export async function expectSameGames(title: string, spec: GameSpec): Promise<void> {
  const one = await start({ GENERATOR_THREADS: '1', GENERATOR_CALLS: '1' });
  const four = await start({ GENERATOR_THREADS: '4', GENERATOR_CALLS: '4' });
  const answers = {
    oneThread: await one.jobs.games(spec, 'GENERATION_MODE_PARALLEL'),
    fourThreads: await four.jobs.games(spec, 'GENERATION_MODE_PARALLEL'),
    inProcess: await four.jobs.games(spec, 'GENERATION_MODE_SEQUENTIAL'),
  };
  const digests = Object.values(answers).map(({ sha256 }) => sha256);
  expect(new Set(digests).size).toBe(1);
  for (const { summary } of Object.values(answers)) expect(summary).toEqual(answers.oneThread.summary);
  console.log(`${title}: SHA-256 ${digests[0]} with 1 thread, 4 threads and in process`);
}
