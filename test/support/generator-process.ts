import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../services/generator/main.js', import.meta.url));

export interface GeneratorProcess {
  child: ChildProcess;
  address: string;
  /** Ends it, however it fares, and waits for its end. */
  kill(): Promise<void>;
}

/** A generator of one thread as a process of its own, to be stopped, killed and weighed. */
export async function startGeneratorProcess(settings: Record<string, string> = {}): Promise<GeneratorProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: '0', GENERATOR_THREADS: '1', ...settings },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    const { address } = JSON.parse(line) as { address?: string };
    if (!address) continue;
    // What it says further on is read, or it would wait for a reader.
    child.stderr?.resume();
    return { child, address, kill };
  }
  throw new Error('the generator did not start');
}
