import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { installWorkarounds } from '../process/install-workarounds.js';

/** A service in a process of its own, which a test can kill. */
export interface ServiceProcess {
  child: ChildProcess;
  address: string;
  /** Parsed lines of the log so far. */
  log: Record<string, unknown>[];
  /** Standard output so far; complete after the process has ended. */
  stdout(): string;
  /** Sends a signal, SIGKILL by default, and waits until the process has ended. @returns the exit code; null after a signal. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
}

export type Service = 'orchestrator' | 'generator' | 'excel-writer' | 'all';

const started = new Set<ChildProcess>();
// A test that fails must not leave processes behind.
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

export interface ServiceProcessOptions {
  nodeOptions?: string[];
  /** Starts the process in a group of its own, so that it does not receive Ctrl+C. */
  detached?: boolean;
  /** A command that runs the command in its last parameters, such as `unshare`. */
  within?: string[];
}

/** Starts a service by its own main.ts, or all services in one process, on a free port. `settings` are environment variables. */
export async function startServiceProcess(
  service: Service,
  settings: Record<string, string>,
  { nodeOptions = [], detached = false, within = [] }: ServiceProcessOptions = {},
): Promise<ServiceProcess> {
  // The test has clients in this process, which need the workarounds too.
  installWorkarounds();
  const [file, ...parameters] = service === 'all' ? ['client/main.js', 'serve'] : [`${service}/main.js`];
  const main = fileURLToPath(new URL(`../../../services/${file}`, import.meta.url));
  const [program, ...rest] = [...within, process.execPath, ...nodeOptions, main, ...parameters];
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'info', DRAIN_SECONDS: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  started.add(child);
  const exited = once(child, 'close').finally(() => started.delete(child));
  const log: Record<string, unknown>[] = [];
  const errorLines: string[] = [];
  let stdout = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  const address = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('orchestrator')) resolve(line.split(/ +/)[1]);
    });
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      if (!line.startsWith('{')) {
        errorLines.push(line);
        return;
      }
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry.msg === 'listening') resolve(String(entry.address));
    });
    exited.then(() => reject(new Error(`${service} did not start: ${errorLines.join(' ')}`)), reject);
  });
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal);
    const [code] = await exited;
    return code as number | null;
  };
  return { child, address: await address, log, stdout: () => stdout, kill };
}
