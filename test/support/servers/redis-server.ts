import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Suffix for the titles of tests that are skipped without Redis. */
export const NO_REDIS = hasRedis ? '' : ' (skipped: redis-server is not installed)';

export interface RedisServer {
  url: string;
  port: number;
  /** The process id; undefined while the server is not running. */
  pid(): number | undefined;
  /** Kills the server with SIGKILL. Acknowledged writes are in its append-only file. */
  kill(): Promise<void>;
  /** Starts the server again on the same port with the same data. */
  start(): Promise<void>;
  /** Pauses the process, so that it stops answering until {@link resume}. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const started = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/**
 * Starts a Redis server on a free port with an append-only file in a temporary folder. With `detached`, the server does not receive Ctrl+C.
 */
export async function startRedisServer({ detached = false } = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-redis-'));
  const port = await freePort();
  // Written data survives a SIGKILL without fsync, which could block all clients on a busy disk.
  const file = ['--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'no'];
  const settings = ['--port', String(port), '--bind', '127.0.0.1', ...file];
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    started.delete(child);
    child = undefined;
    await exited;
  };
  const start = async () => {
    child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'], detached });
    started.add(child);
    const output = child.stdout as NodeJS.ReadableStream;
    for await (const line of createInterface({ input: output })) {
      if (!line.includes('Ready to accept connections')) continue;
      // The server continues to write: if nobody read its output, the pipe would fill up and block it.
      output.resume();
      return;
    }
    throw new Error('redis-server did not start');
  };
  const pid = () => child?.pid;
  const pause = () => void child?.kill('SIGSTOP');
  const resume = () => void child?.kill('SIGCONT');
  const stop = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  await start().catch(async (error) => {
    await stop();
    throw error;
  });
  return { url: `redis://127.0.0.1:${port}`, port, pid, kill, start, pause, resume, stop };
}
