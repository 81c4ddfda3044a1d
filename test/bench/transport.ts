import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import { programOf } from '../support/data/programs.js';
import { startServices } from '../support/services/services.js';
import { type Figure, median, millions } from './figure.js';

const GAMES = 2_000_000;
const CHUNK = 25_000;
const ROUNDS = 6;
const CALLS = 300;
const CHECKED = 1_000_000;

export async function* benchTransport(seed: number): AsyncGenerator<Figure> {
  const services = await startServices();
  const generator = new GeneratorClient(services.generator.address);
  try {
    const { program } = await programOf({ quantity: GAMES, seed });
    yield {
      name: `generator to client, ${services.generator.threads.size} threads, no history`,
      value: millions(await medianRate(() => readAll(generator.generate(program, planChunks(GAMES, CHUNK), new Uint8Array(0), {})))),
      note: 'packed batches of 5,000 games',
    };
    yield {
      name: 'StreamGames through the orchestrator',
      value: millions(await medianRate(() => readAll(services.jobs.stream({ spec: { quantity: GAMES, seed } })))),
    };
    const { id } = await services.jobs.create({ spec: { quantity: CHECKED, seed } });
    await services.jobs.end(id);
    const checks: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await services.jobs.client.checkGames({ jobId: id, result: { numbers: [4, 5, 30, 33, 41, 52] } });
      checks.push((performance.now() - start) / 1000);
    }
    const seconds = median(checks.slice(1));
    yield { name: 'CheckGames of a 1,000,000-game job, one draw', value: `${seconds.toFixed(2)} s`, bound: '<= 1 s', met: seconds <= 1 };
    const begun = performance.now();
    const { accepted } = await services.jobs.client.estimateJob({ spec: { quantity: 1, seed }, exact: true });
    yield {
      name: 'EstimateJob of Mega-Sena, every game judged',
      value: `${((performance.now() - begun) / 1000).toFixed(2)} s`,
      note: `${Number(accepted).toLocaleString('en')} of 50,063,860 satisfy the default rules`,
    };
    const times: number[] = [];
    for (let i = 0; i < CALLS; i++) {
      const start = performance.now();
      await readAll(services.jobs.stream({ spec: { quantity: 100, seed: i } }));
      times.push(performance.now() - start);
    }
    const middle = median(times.slice(CALLS / 3));
    yield { name: 'StreamGames of 100 games, warm, median', value: `${middle.toFixed(1)} ms`, bound: '<= 10 ms', met: middle <= 10 };
  } finally {
    generator.close();
    await services.stop();
  }
}

async function medianRate(work: () => Promise<void>): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    rates.push((GAMES / (performance.now() - start)) * 1000);
  }
  return median(rates.slice(1));
}

async function readAll(answers: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of answers);
}
