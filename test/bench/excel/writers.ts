import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import { MAX_SHEET_GAMES } from '../../../services/domain/workbook/workbook-layout.js';
import { defaultBufferSizes } from '../../../services/excel-writer/plan/buffer-sizes.js';
import type { JobTotals, WorkbookDescription } from '../../../services/excel-writer/plan/workbook-description.js';
import { type Figure, median } from '../figure.js';
import { type Run, runNode, runProgram } from '../run-process.js';
import { type GamesFile, writeGamesFile } from './games-file.js';
import { measureZlib, readPart, type ZlibRun } from './zlib-floor.js';

const DEZENAS = fileURLToPath(new URL('./dezenas-writer.js', import.meta.url));
const EXCELJS = fileURLToPath(new URL('./exceljs-writer.js', import.meta.url));
const C_SOURCE = fileURLToPath(new URL('../../../../test/bench/excel/libxlsxwriter.c', import.meta.url));
const GAMES = 1_000_000;
const ROUNDS = 5;

/** Highest time of the excel-writer, relative to the time of each alternative. */
const MAX_OF_EXCELJS = 1 / 30;
const MAX_OF_LIBXLSXWRITER = 1 / 6;
const MAX_OF_ZLIB = 0.8;

/** Measures fast writers several times and reports the median; measures slow writers once. */
export async function* benchWriters(seed: number): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-bench-'));
  const games = join(folder, 'games.bin');
  const descriptionFile = join(folder, 'description');
  const out = join(folder, 'out.xlsx');
  try {
    const file = await writeGamesFile(games, GAMES, seed);
    await writeFile(descriptionFile, serialize({ description: describe(file), totals: totalsOf(file) }));
    const write = (rounds: number) => runNode([DEZENAS, games, descriptionFile, folder, String(rounds)]);
    const whole: Run[] = [];
    for (let round = 0; round < ROUNDS; round++) whole.push(await write(1));
    const seconds = median(whole.map((run) => run.seconds));
    const workbook = join(folder, (await readdir(folder)).find((name) => name.endsWith('.1.xlsx')) ?? '');
    const bytes = (await stat(workbook)).size;
    const { xml, length } = await readPart(workbook, 'xl/worksheets/sheet2.xml');
    yield {
      name: `excel-writer, whole process, median of ${ROUNDS}`,
      value: `${seconds.toFixed(2)} s`,
      note: `${size(bytes)} of ${size(length)} XML, peak ${peakOf(whole)}`,
    };

    // Compares a further job of a running service with zlib on as many threads, with all the XML in memory.
    const later: number[] = [];
    const floor: ZlibRun[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      later.push(...(JSON.parse((await write(3)).stdout) as number[]).slice(1));
      floor.push(await measureZlib(xml, length, 1));
    }
    const zlib = median(floor.map((run) => run.seconds));
    yield { name: '  in a running process', value: `${median(later).toFixed(2)} s` };
    yield { name: `zlib level 1, two threads, median of ${ROUNDS}`, value: `${zlib.toFixed(2)} s`, note: size(floor[0].bytes) };
    yield atMost('  time of the excel-writer in a running process', median(later) / zlib, MAX_OF_ZLIB);
    const level4 = await measureZlib(xml, length, 4);
    yield { name: 'zlib level 4, two threads', value: `${level4.seconds.toFixed(2)} s`, note: size(level4.bytes) };
    yield atMost("  size of the excel-writer's file", bytes / level4.bytes, 1);

    const program = await compile(folder);
    if (program) {
      for (const [name, parameters] of [
        ['libxlsxwriter, hits as plain numbers', []],
        ['libxlsxwriter, hits as formulas', ['formulas']],
      ] as const) {
        const other = await runProgram(program, [games, out, ...parameters], { TMPDIR: folder });
        yield {
          name,
          value: `${other.seconds.toFixed(2)} s`,
          note: `${size((await stat(out)).size)}, peak ${peakOf([other])}`,
        };
        yield share(seconds, other.seconds, MAX_OF_LIBXLSXWRITER);
      }
    } else {
      yield { name: 'libxlsxwriter', value: 'skipped', note: 'needs cc and the Debian package libxlsxwriter-dev' };
    }
    const other = await runNode([EXCELJS, games, out]);
    yield {
      name: 'exceljs streaming writer, shared style objects',
      value: `${other.seconds.toFixed(2)} s`,
      note: `${size((await stat(out)).size)}, peak ${peakOf([other])}`,
    };
    yield share(seconds, other.seconds, MAX_OF_EXCELJS);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function size(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function peakOf(runs: Run[]): string {
  return `${Math.max(...runs.map((run) => run.megabytes)).toFixed(0)} MB`;
}

function atMost(name: string, ratio: number, most: number): Figure {
  return { name, value: `${ratio.toFixed(2)} x`, bound: `<= ${most} x`, met: ratio <= most };
}

function share(seconds: number, other: number, most: number): Figure {
  const name = '  time of the excel-writer, whole process';
  return { name, value: `1/${(other / seconds).toFixed(1)}`, bound: `<= 1/${Math.round(1 / most)}`, met: seconds / other <= most };
}

/** Compiles the C program. @returns its path; undefined without a C compiler or the library. */
async function compile(folder: string): Promise<string | undefined> {
  const program = join(folder, 'libxlsxwriter');
  try {
    await runProgram('cc', ['-O2', '-o', program, C_SOURCE, '-lxlsxwriter', '-lz']);
    return program;
  } catch {
    return undefined;
  }
}

function describe({ spec }: GamesFile): WorkbookDescription {
  return {
    id: randomUUID(),
    spec,
    rules: [],
    locale: 'pt-BR',
    order: 'GENERATED',
    format: 'XLSX',
    layout: 'WORKBOOKS',
    sheetGames: MAX_SHEET_GAMES,
    drawn: undefined,
    buffers: defaultBufferSizes(GAMES),
    createTime: new Date(0),
  };
}

function totalsOf({ summary }: GamesFile): JobTotals {
  return { summary, notices: [] };
}
