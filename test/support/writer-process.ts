import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../services/excel-writer/main.js', import.meta.url));

/** An excel-writer as a process of its own. `within`: a command that runs the one it is given. */
export async function startWriterProcess(folder: string, within: string[] = []): Promise<{ child: ChildProcess; address: string }> {
  const [program, ...parameters] = [...within, process.execPath, MAIN];
  const child = spawn(program, parameters, {
    env: { ...process.env, PORT: '0', WORKBOOK_DIR: folder },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    const { address } = JSON.parse(line) as { address?: string };
    if (address) return { child, address };
  }
  throw new Error('the excel-writer did not start');
}
