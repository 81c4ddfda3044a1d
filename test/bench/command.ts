import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawsCsv } from '../support/draws.js';
import { type Figure, median } from './figure.js';

const MAIN = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));
const EXCELJS = fileURLToPath(new URL('./exceljs-writer.js', import.meta.url));
const ROUNDS = 5;
const SIZES = [100_000, 1_000_000];
const MOST_SECONDS = 3;
const MOST_MEGABYTES = 400;

/** Loaded first by the measured process: says the most memory it ever had. ru_maxrss is in KiB. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>writeSync(2,'peak '+process.resourceUsage().maxRSS+'\\n'))",
)}`;

interface Run {
  seconds: number;
  megabytes: number;
  stdout: string;
}

export async function* benchCommand(seed: number): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-bench-'));
  const out = join(folder, 'games.xlsx');
  const measure = (...parameters: string[]) => run(parameters, folder);
  try {
    await writeFile(join(folder, 'draws.csv'), drawsCsv());
    await measure(MAIN, 'draws', 'import', join(folder, 'draws.csv'));
    for (const size of SIZES) {
      const runs: Run[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        runs.push(await measure(MAIN, 'generate', '--quantity', String(size), '--seed', String(seed), '--out', out, '--quiet', '--json'));
      }
      const games = size.toLocaleString('en');
      const seconds = median(runs.map((each) => each.seconds));
      const peak = Math.max(...runs.map((each) => each.megabytes));
      const { gamesSha256, files } = JSON.parse(runs[0].stdout) as { gamesSha256: string; files: { sizeBytes: number }[] };
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      yield {
        name: `dezenas generate, ${games} games, median of ${ROUNDS}`,
        value: `${seconds.toFixed(2)} s`,
        ...(size === 1_000_000 ? { bound: `<= ${MOST_SECONDS} s`, met: seconds <= MOST_SECONDS } : {}),
        note: `${(sizeBytes / 1e6).toFixed(1)} MB, games ${gamesSha256.slice(0, 12)}`,
      };
      yield {
        name: `  peak memory, highest of ${ROUNDS}`,
        value: `${peak.toFixed(0)} MB`,
        bound: `<= ${MOST_MEGABYTES} MB`,
        met: peak <= MOST_MEGABYTES,
      };
      const other = await measure(EXCELJS, String(size), out);
      yield {
        name: `exceljs streaming writer, ${games} games, same cells`,
        value: `${other.seconds.toFixed(2)} s`,
        note: `${((await stat(out)).size / 1e6).toFixed(1)} MB, peak ${other.megabytes.toFixed(0)} MB; ${(other.seconds / seconds).toFixed(1)} x the whole command`,
      };
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A whole process, from its start to its end. */
async function run(parameters: string[], folder: string): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', TELL_PEAK, ...parameters], {
    env: { ...process.env, XDG_DATA_HOME: join(folder, 'data'), TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${parameters.join(' ')} ended with ${code}: ${stderr}`);
  const peaks = [...stderr.matchAll(/^peak (\d+)$/gm)].map(([, kibibytes]) => Number(kibibytes) / 1024);
  return { seconds, megabytes: Math.max(...peaks), stdout };
}
