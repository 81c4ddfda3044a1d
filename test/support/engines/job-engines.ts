import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrchestratorConfig } from '../../../services/orchestrator/config.js';
import { toEngineOptions } from '../../../services/orchestrator/jobs/engine/engine-settings.js';
import { JobEngine } from '../../../services/orchestrator/jobs/engine/job-engine.js';
import type { Job, JobRequest } from '../../../services/orchestrator/jobs/model/job.js';
import { openJobStore } from '../../../services/orchestrator/jobs/open-job-store.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { programOf } from '../data/programs.js';
import { installWorkarounds } from '../process/install-workarounds.js';
import { hasRedis, type RedisServer, startRedisServer } from '../servers/redis-server.js';

/** Creates engines of one kind that share the same jobs. */
export interface EngineKind {
  name: 'embedded' | 'bullmq';
  /** Whether several engines can run on the same jobs. */
  shared: boolean;
  /** Why the tests of this kind are skipped; empty if they run. */
  missing: string;
  setUp(): Promise<EngineWorld>;
}

export interface EngineWorld {
  redis?: RedisServer;
  start(settings?: Record<string, string>): Promise<TestEngine>;
  /** Stops all engines that are still running, and removes their data. */
  tearDown(): Promise<void>;
}

/** An engine whose jobs run until the test finishes them. */
export interface TestEngine {
  engine: JobEngine;
  /** Quantities of the jobs that were started in this engine, in the order of their starts. */
  started: number[];
  /** Completes the running job of this quantity, or fails it with `error`. */
  finish(quantity: number, error?: Error): void;
  /** Ids of the jobs whose files the engine has removed. */
  removed: string[];
  /** Stops the engine as a service does. */
  stop(drainMs?: number): Promise<void>;
}

export const ENGINE_KINDS: EngineKind[] = [
  { name: 'embedded', shared: false, missing: '', setUp: () => createWorld({}) },
  {
    name: 'bullmq',
    shared: true,
    missing: hasRedis ? '' : 'redis-server is not installed',
    setUp: async () => {
      const redis = await startRedisServer();
      return createWorld({ JOB_ENGINE: 'bullmq', REDIS_URL: redis.url }, redis);
    },
  },
];

/** Builds a job request. Tests distinguish jobs by their quantity. */
export async function requestOf(quantity: number, priority = 0): Promise<JobRequest> {
  return {
    spec: (await programOf({ quantity, seed: 1 })).spec,
    workbook: {
      ...{ locale: 'pt-BR', order: 'GENERATED', format: 'NONE', layout: 'WORKBOOKS', sheetGames: 1_000_000 },
      ...{ checkDraw: undefined, sortChunkSize: undefined, writeBufferSize: undefined },
    },
    drawn: undefined,
    mode: 'AUTO',
    allowPartial: false,
    notices: [],
    priority,
    trace: { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` },
  };
}

async function createWorld(base: Record<string, string>, redis?: RedisServer): Promise<EngineWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-jobs-'));
  const running = new Set<TestEngine>();
  const start = async (settings: Record<string, string> = {}): Promise<TestEngine> => {
    const engine = await startEngine({ DATA_DIR: folder, ...base, ...settings });
    const stop = engine.stop;
    engine.stop = async (drainMs) => {
      running.delete(engine);
      await stop(drainMs);
    };
    running.add(engine);
    return engine;
  };
  return {
    redis,
    start,
    tearDown: async () => {
      await Promise.all([...running].map((engine) => engine.stop()));
      await redis?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startEngine(settings: Record<string, string>): Promise<TestEngine> {
  installWorkarounds();
  const config = readOrchestratorConfig(settings);
  const logger = createLogger('test', 'silent');
  const store = await openJobStore(config, logger, () => void engine.abandon());
  const started: number[] = [];
  const removed: string[] = [];
  const gates = new Map<number, (error?: Error) => void>();
  const removeAll = async ({ id }: Job) => {
    removed.push(id);
  };
  const engine: JobEngine = new JobEngine({
    ...{ records: store.records, queue: store.queue, logger },
    files: { removeAll, removeEarlier: async () => {} },
    run: (job, changed, signal) =>
      new Promise<void>((resolve, reject) => {
        const { quantity } = job.request.spec;
        const abort = () => reject(signal.reason);
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort);
        gates.set(quantity, (error) => {
          job.progress.gamesGenerated = quantity;
          changed();
          if (error) reject(error);
          else resolve();
        });
        started.push(quantity);
        changed();
      }),
    ...toEngineOptions(config),
  });
  await engine.start();
  return {
    engine,
    started,
    removed,
    finish: (quantity, error) => {
      const gate = gates.get(quantity);
      if (!gate) throw new Error(`no job of ${quantity} games is running`);
      gates.delete(quantity);
      gate(error);
    },
    stop: async (drainMs = 0) => {
      await engine.stop(drainMs);
      await store.close();
    },
  };
}
