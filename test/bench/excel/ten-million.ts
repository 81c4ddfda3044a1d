import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, median } from '../figure.js';
import { type Run, runNode } from '../run-process.js';

const MAIN = fileURLToPath(new URL('../../../services/client/main.js', import.meta.url));
const ROUNDS = 3;
const MAX_TIME_RATIO = 10.5;
const MAX_MEMORY_RATIO = 1.3;

/** Compares ten million games with one million: time and memory of the whole command, in alternating rounds. */
export async function* benchTenMillion(seed: number): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-bench-'));
  try {
    const measure = (quantity: number) =>
      runNode(
        [
          MAIN,
          'generate',
          '--quantity',
          String(quantity),
          '--seed',
          String(seed),
          '--out',
          join(folder, 'games.xlsx'),
          '--quiet',
          '--json',
        ],
        { XDG_DATA_HOME: join(folder, 'data'), TMPDIR: folder },
      );
    const one: Run[] = [];
    const ten: Run[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await measure(1_000_000));
      ten.push(await measure(10_000_000));
    }
    const seconds = (runs: Run[]) => median(runs.map((run) => run.seconds));
    const peak = (runs: Run[]) => Math.max(...runs.map((run) => run.megabytes));
    const { files } = JSON.parse(ten[0].stdout) as { files: { sizeBytes: number }[] };
    const ratio = seconds(ten) / seconds(one);
    const memory = peak(ten) / peak(one);
    yield { name: `1,000,000 games, median of ${ROUNDS}`, value: `${seconds(one).toFixed(2)} s`, note: `peak ${peak(one).toFixed(0)} MB` };
    yield {
      name: `10,000,000 games, median of ${ROUNDS}`,
      value: `${seconds(ten).toFixed(2)} s`,
      note: `${files.length} workbooks, ${(files.reduce((sum, file) => sum + file.sizeBytes, 0) / 1e6).toFixed(0)} MB, peak ${peak(ten).toFixed(0)} MB`,
    };
    yield { name: '  time', value: `${ratio.toFixed(2)} x`, bound: `<= ${MAX_TIME_RATIO} x`, met: ratio <= MAX_TIME_RATIO };
    yield {
      name: `  peak memory, highest of ${ROUNDS}`,
      value: `${memory.toFixed(2)} x`,
      bound: `<= ${MAX_MEMORY_RATIO} x`,
      met: memory <= MAX_MEMORY_RATIO,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
