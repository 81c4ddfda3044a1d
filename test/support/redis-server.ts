import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Why a test that needs one skips. */
export const NO_REDIS = hasRedis ? '' : ' (skipped: redis-server is not installed)';

export interface RedisServer {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** A Redis server of its own on a free port, that leaves nothing behind. */
export async function startRedisServer(...parameters: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no', ...parameters];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('Ready to accept connections')) continue;
    // It goes on talking: unread, its output would fill the pipe.
    child.stdout.resume();
    return { url: `redis://127.0.0.1:${port}`, port, stop };
  }
  await stop();
  throw new Error('redis-server did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
