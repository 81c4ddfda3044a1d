import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../servers/free-port.js';
import { type RedisServer, startRedisServer } from '../servers/redis-server.js';
import type { Cluster, Member } from './cluster.js';
import { RESTART_MS, SupervisedService } from './supervised-service.js';

const SLOW_DISK = new URL('slow-disk.js', import.meta.url).href;

export interface ProcessClusterOptions {
  /** Number of orchestrators; more than one requires `redis`. */
  orchestrators: number;
  /** Number of generators, each with one thread. */
  generators: number;
  /** Stores the jobs in a Redis server of the cluster; otherwise on the disk of the only orchestrator. */
  redis: boolean;
  /** Environment variables of the orchestrators, such as MAX_ATTEMPTS. */
  settings?: Record<string, string>;
}

export interface ProcessCluster extends Cluster {
  readonly services: SupervisedService[];
  /** Process ids of the running processes, by name. */
  pids(): Map<string, number>;
}

/** Starts the services as processes on loopback in temporary folders. Each process is restarted when it ends. */
export async function startProcessCluster(options: ProcessClusterOptions): Promise<ProcessCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-cluster-'));
  const workbookDir = join(folder, 'workbooks');
  await mkdir(workbookDir);
  const redis = options.redis ? await startRedisServer({ detached: true }) : undefined;
  const port = async () => String(await freePort());
  const ports = {
    orchestrators: await Promise.all(Array.from({ length: options.orchestrators }, port)),
    generators: await Promise.all(Array.from({ length: options.generators }, port)),
    writer: await port(),
  };
  const orchestratorSettings = {
    ...(redis ? { JOB_ENGINE: 'bullmq', REDIS_URL: redis.url } : {}),
    DATA_DIR: join(folder, 'data'),
    GENERATOR_ADDRESS: `ipv4:${ports.generators.map((each) => `127.0.0.1:${each}`).join(',')}`,
    EXCEL_WRITER_ADDRESS: `127.0.0.1:${ports.writer}`,
    ...options.settings,
  };
  const writerSettings = { WORKBOOK_DIR: workbookDir, SORT_DIR: folder };
  const services = [
    ...ports.generators.map((PORT, i) => new SupervisedService(`generator ${i + 1}`, 'generator', { PORT, GENERATOR_THREADS: '1' })),
    new SupervisedService('excel-writer', 'excel-writer', { PORT: ports.writer, ...writerSettings }, ['--import', SLOW_DISK]),
    ...ports.orchestrators.map(
      (PORT, i) => new SupervisedService(`orchestrator ${i + 1}`, 'orchestrator', { PORT, ...orchestratorSettings }),
    ),
  ];
  const members: Member[] = redis ? [...services, redisMember(redis)] : services;
  const cluster: ProcessCluster = {
    members,
    services,
    addresses: async () => ports.orchestrators.map((each) => `127.0.0.1:${each}`),
    workbookFiles: () => readdir(workbookDir),
    log: async (member) => services.find((each) => each === member)?.log.map((line) => JSON.stringify(line)) ?? [],
    pids: () => {
      const all = [...services.map(({ name, pid }) => [name, pid] as const), ['redis', redis?.pid()] as const];
      return new Map(all.filter((each): each is readonly [string, number] => each[1] !== undefined));
    },
    stop: async () => {
      await Promise.all(services.map((each) => each.stop()));
      await redis?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await Promise.all(members.map((each) => each.up()));
  return cluster;
}

function redisMember(redis: RedisServer): Member {
  const restart = async () => {
    await redis.kill();
    await delay(RESTART_MS);
    await redis.start();
  };
  return {
    name: 'redis',
    service: 'redis',
    kill: restart,
    terminate: restart,
    replace: restart,
    pause: async () => redis.pause(),
    resume: async () => redis.resume(),
    up: async () => {},
  };
}
