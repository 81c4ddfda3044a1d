import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawsCsv } from '../support/data/draws.js';
import { type Figure, median } from './figure.js';
import { type Run, runNode } from './run-process.js';

const MAIN = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));
const ROUNDS = 5;
const SIZES = [100_000, 1_000_000];
const MAX_SECONDS = 3;
const MAX_MEGABYTES = 400;

export async function* benchCommand(seed: number): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-bench-'));
  const out = join(folder, 'games.xlsx');
  const measure = (...parameters: string[]) => runNode(parameters, { XDG_DATA_HOME: join(folder, 'data'), TMPDIR: folder });
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
        ...(size === 1_000_000 ? { bound: `<= ${MAX_SECONDS} s`, met: seconds <= MAX_SECONDS } : {}),
        note: `${(sizeBytes / 1e6).toFixed(1)} MB, games ${gamesSha256.slice(0, 12)}`,
      };
      yield {
        name: `  peak memory, highest of ${ROUNDS}`,
        value: `${peak.toFixed(0)} MB`,
        bound: `<= ${MAX_MEGABYTES} MB`,
        met: peak <= MAX_MEGABYTES,
      };
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
