import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../../services/client/main.js', import.meta.url));

export interface EndedCommand {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface StartedCommand {
  child: ChildProcessWithoutNullStreams;
  ended: Promise<EndedCommand>;
  /** Returns the standard error output so far. */
  said(): string;
}

/** Starts the command `dezenas` in a process of its own, with `folder` as its working directory. */
export function startCommand(folder: string, ...parameters: string[]): StartedCommand {
  return startCommandWith({}, folder, ...parameters);
}

/** Like {@link startCommand}, with further environment variables. */
export function startCommandWith(settings: Record<string, string>, folder: string, ...parameters: string[]): StartedCommand {
  const env = { PATH: process.env.PATH, LANG: 'C', TZ: 'UTC', ...settings };
  const child = spawn(process.execPath, [COMMAND, ...parameters], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, ended, said: () => stderr };
}
