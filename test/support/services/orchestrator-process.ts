import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./orchestrator-main.js', import.meta.url));

/** Memory in bytes, after garbage collection. */
export interface Memory {
  rss: number;
  heapUsed: number;
  external: number;
}

export interface OrchestratorProcess {
  child: ChildProcess;
  address: string;
  port: number;
  memory(): Promise<Memory>;
  /** The log that the process has written to standard error so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts an orchestrator in a process of its own. `settings` are environment variables. */
export async function startOrchestratorProcess(settings: Record<string, string>): Promise<OrchestratorProcess> {
  const child = fork(MAIN, {
    env: { ...process.env, PORT: '0', DRAIN_SECONDS: '1', ...settings },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.on('data', (data) => {
    log += data;
  });
  const [started] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [{}])])) as [{ address?: string }];
  if (!started.address) throw new Error(`the orchestrator did not start: ${log}`);
  return {
    child,
    address: started.address,
    port: Number(started.address.split(':').at(-1)),
    memory: async () => {
      child.send('memory');
      const [memory] = (await once(child, 'message')) as [Memory];
      return memory;
    },
    log: () => log,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
