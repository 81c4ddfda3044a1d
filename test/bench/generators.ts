import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunkChecksum } from '../../services/core/chunk-checksum.js';
import type { ChunkOrder, Program } from '../../services/core/program.js';
import { CallBudget } from '../../services/orchestrator/generation/call-budget.js';
import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { GeneratorsRunner } from '../../services/orchestrator/generation/generators-runner.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { letHeapGrow } from '../../services/shared/process/heap-growth.js';
import { JobClient } from '../support/clients/job-client.js';
import { scrape } from '../support/clients/scrape.js';
import { drawsCsv, drawsOf } from '../support/data/draws.js';
import { programOf } from '../support/data/programs.js';
import { runOnClient } from '../support/services/run-on-generators.js';
import { type ServiceProcess, startServiceProcess } from '../support/services/service-process.js';
import { startBareCore } from './bare-core.js';
import { type Figure, median, millions } from './figure.js';

const ROUNDS = 7;
const SCALING_ROUNDS = 7;
/** The first of these rounds connect and warm up; they are not counted. */
const WARM_UP_ROUNDS = 2;
/** Much work for the generators and little for the reader: only one candidate in a hundred satisfies these rules. */
const STRICT: GameSpec = {
  quantity: 300_000,
  chunkSize: 5_000,
  rules: [
    { id: 'sum', min: 178, max: 188 },
    { id: 'primes', min: 1, max: 2 },
    { id: 'low', min: 3, max: 3 },
    { id: 'frame', min: 1, max: 3 },
    { id: 'each-decade', max: 2 },
  ],
  constraints: { minOdd: 3, maxOdd: 3 },
};
/** Nearly every candidate is a game, so that the reader has much work too. */
const LARGE: GameSpec = { quantity: 1_000_000, picks: 15 };
const DEFAULT_RULES: GameSpec = { quantity: 1_000_000 };
const GAMES = 2_000_000;
const CHUNK = 25_000;
const CALLERS = 50;
const CALLER_ROUNDS = 120;
const NO_WINDOW = new Uint8Array(0);

export async function* benchGenerators(seed: number): AsyncGenerator<Figure> {
  // This process reads games as an orchestrator does, with the same heap settings.
  letHeapGrow();
  const [first, second] = [await startSingleThread(), await startSingleThread()];
  try {
    const generators = [first, second];
    const strict = await benchScaling('strict rules', generators, { ...STRICT, seed });
    yield { ...strict.figure, bound: '>= 1.8 x', met: strict.ratio >= 1.8 };
    // One generator and its reader keep more than one core busy, so that the gain of a second generator depends on the remaining cores.
    yield (await benchScaling('15 numbers', generators, { ...LARGE, seed })).figure;
    yield (await benchScaling('default rules', generators, { ...DEFAULT_RULES, seed })).figure;
    yield* benchOverhead(first.address, seed);
  } finally {
    await Promise.all([first.kill(), second.kill()]);
  }
  yield await benchManyCallers(seed);
}

/** Starts a generator with one thread and with metrics. */
function startSingleThread() {
  return startServiceProcess('generator', { GENERATOR_THREADS: '1', METRICS_PORT: '0' });
}

/**
 * Compares two generators of one thread each with one of them. Also measures the limits of the machine: two bare cores against one, and the
 * number of cores that one generator and its reader keep busy. The rounds alternate, so that other load on the machine affects all figures.
 */
async function benchScaling(work: string, generators: ServiceProcess[], spec: GameSpec): Promise<{ ratio: number; figure: Figure }> {
  const draws = (await drawsOf(drawsCsv())).slice(0, 3_000);
  const { quantity = 0 } = spec;
  const addresses = generators.map(({ address }) => address);
  const [oneClient, twoClient] = [addresses.slice(0, 1), addresses].map((some) => new GeneratorClient(`ipv4:${some.join(',')}`));
  const rate = async (client: GeneratorClient) => (quantity / (await runOnClient(client, spec, { draws })).ms) * 1000;
  const busyCores = async (run: () => Promise<unknown>) => {
    const [cpu, start] = [await cpuSeconds(generators[0]), performance.now()];
    await run();
    return ((await cpuSeconds(generators[0])) - cpu) / ((performance.now() - start) / 1000);
  };
  const bare = [await startBareCore(spec, draws), await startBareCore(spec, draws)];
  const [one, two, busy, bareOne, bareTwo]: number[][] = [[], [], [], [], []];
  for (let round = 0; round < SCALING_ROUNDS; round++) {
    busy.push(await busyCores(async () => one.push(await rate(oneClient))));
    two.push(await rate(twoClient));
    bareOne.push(await bare[0].rate());
    const [a, b] = await Promise.all(bare.map((core) => core.rate()));
    bareTwo.push(a + b);
  }
  for (const closing of [oneClient, twoClient]) closing.close();
  for (const core of bare) core.stop();
  const [oneRate, twoRate, cores, bareOneRate, bareTwoRate] = [one, two, busy, bareOne, bareTwo].map((values) =>
    median(values.slice(WARM_UP_ROUNDS)),
  );
  const ratio = twoRate / oneRate;
  const load = `one generator and its reader keep ${cores.toFixed(2)} of ${availableParallelism()} cores busy`;
  return {
    ratio,
    figure: {
      name: `two generators against one, ${work}`,
      value: `${ratio.toFixed(2)} x`,
      note: `${millions(oneRate)}, ${millions(twoRate)}; ${load}; two bare cores ${(bareTwoRate / bareOneRate).toFixed(2)} x in these rounds`,
    },
  };
}

/** Returns the CPU time so far of a generator and of this process, which reads from the generator. */
async function cpuSeconds({ log }: ServiceProcess): Promise<number> {
  const metrics = log.find(({ msg }) => msg === 'metrics');
  const generator = (await scrape(String(metrics?.address))).get('process_cpu_seconds_total') ?? Number.NaN;
  const { user, system } = process.cpuUsage();
  return generator + (user + system) / 1e6;
}

/** Measures the cost of load balancing, hedging and checksums against the same calls without them. */
async function* benchOverhead(address: string, seed: number): AsyncGenerator<Figure> {
  const { program } = await programOf({ quantity: GAMES, seed });
  const client = new GeneratorClient(address);
  const orders = planChunks(GAMES, CHUNK);
  const signal = new AbortController().signal;
  const logger = createLogger('bench', 'silent');
  const runner = () => new GeneratorsRunner({ client, concurrentCalls: 4, budget: new CallBudget(), logger });
  const [bare, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    bare.push(await timeOf(bareCalls(client, program, orders)));
    whole.push(await timeOf(runner().run(program, orders, NO_WINDOW, signal)));
  }
  const [order] = orders;
  const { value: chunk } = await client.generate(program, [order], NO_WINDOW, {}).next();
  client.close();
  const times: number[] = [];
  for (let i = 0; i < 200 && chunk; i++) {
    const start = performance.now();
    chunkChecksum('key', order, NO_WINDOW, chunk.report, chunk.batches);
    times.push(performance.now() - start);
  }
  // The first round warms up.
  const perChunk = median(bare.slice(1)) / orders.length;
  const checksum = (median(times) / perChunk) * 100;
  yield {
    name: 'checksum of a chunk of 25,000 games',
    value: `${(median(times) * 1000).toFixed(0)} us`,
    note: `${checksum.toFixed(1)} % of its time`,
  };
  const percent = (median(whole.slice(1)) / median(bare.slice(1)) - 1) * 100 + checksum;
  yield {
    name: 'balancing and checksums, against bare calls',
    value: `${percent.toFixed(1)} %`,
    bound: '<= 5 %',
    met: percent <= 5,
    note: `${millions((GAMES / median(bare.slice(1))) * 1000)} bare`,
  };
}

/** Measures many concurrent callers in this process, with the orchestrator and the generator in processes of their own. */
async function benchManyCallers(seed: number): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-bench-'));
  const folders = { DATA_DIR: join(folder, 'data'), WORKBOOK_DIR: join(folder, 'workbooks') };
  const generator = await startServiceProcess('generator', folders);
  // The benchmark writes no workbook, so that no excel-writer is needed.
  const orchestrator = await startServiceProcess('orchestrator', {
    ...folders,
    GENERATOR_ADDRESS: generator.address,
    EXCEL_WRITER_ADDRESS: '127.0.0.1:1',
  });
  const jobs = new JobClient(orchestrator.address);
  const times: number[] = [];
  let errors = 0;
  const call = async (i: number) => {
    const start = performance.now();
    try {
      for await (const _ of jobs.stream({ spec: { quantity: 100, seed: seed + i } }));
      times.push(performance.now() - start);
    } catch {
      errors++;
    }
  };
  try {
    for (let round = 0; round < CALLER_ROUNDS; round++) {
      // The first rounds warm up.
      if (round === CALLER_ROUNDS / 3) times.length = 0;
      await Promise.all(Array.from({ length: CALLERS }, (_, i) => call(round * CALLERS + i)));
    }
  } finally {
    jobs.close();
    await Promise.all([orchestrator.kill(), generator.kill()]);
    await rm(folder, { recursive: true, force: true });
  }
  const slowest = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1];
  return {
    name: `${CALLERS} callers of StreamGames at once, 100 games each, p99`,
    value: `${slowest.toFixed(0)} ms`,
    bound: '<= 100 ms, no error',
    met: slowest <= 100 && errors === 0,
    note: `median ${median(times).toFixed(0)} ms, ${errors} errors`,
  };
}

/** Makes calls of 100,000 games, four at a time, and collects the answers in order, without balancing, hedging and checksums. */
async function* bareCalls(client: GeneratorClient, program: Program, orders: ChunkOrder[]): AsyncGenerator<unknown> {
  const runningCalls: Promise<unknown[]>[] = [];
  for (let at = 0; at < orders.length || runningCalls.length > 0; ) {
    for (; at < orders.length && runningCalls.length < 4; at += 4) {
      runningCalls.push(collect(client.generate(program, orders.slice(at, at + 4), NO_WINDOW, {})));
    }
    yield* (await runningCalls.shift()) ?? [];
  }
}

async function collect<T>(answers: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const answer of answers) list.push(answer);
  return list;
}

async function timeOf(answers: AsyncIterable<unknown>): Promise<number> {
  const start = performance.now();
  for await (const _ of answers);
  return performance.now() - start;
}
