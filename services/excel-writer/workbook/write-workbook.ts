import { type GameColumns, gameBytes } from '../../core/game-columns.js';
import { handleLater } from '../../shared/async/handle-later.js';
import { mapInOrder } from '../../shared/async/map-in-order.js';
import { DezenasError } from '../../shared/errors.js';
import type { GameSplitter } from '../games/game-splitter.js';
import { GameStatistics } from '../games/game-statistics.js';
import { groupGames } from '../games/group-games.js';
import type { PlannedFile } from '../plan/plan-files.js';
import type { JobTotals, WorkbookDescription } from '../plan/workbook-description.js';
import type { DeflatedBlock } from '../rows/block-task.js';
import { FIRST_ROW, type RowLayout } from '../rows/row-layout.js';
import type { WorkbookSink } from '../store/workbook-store.js';
import { ZipStream } from '../zip/zip-stream.js';
import type { FileTotals } from './file-totals.js';
import { type TemplateParts, takeApart } from './games-sheet.js';
import type { WriterThreads } from './writer-threads.js';

/** Content types and relationships come first in the file. They do not depend on the games. */
const LEADING_PARTS = ['[Content_Types].xml', '_rels/.rels'];

/** A file whose template has been requested. */
export interface PreparedWorkbook {
  file: PlannedFile;
  /** The template without totals. */
  before: Promise<TemplateParts>;
}

/** Requests the template of a file before its first game is available. */
export function prepareWorkbook(description: WorkbookDescription, file: PlannedFile, threads: WriterThreads): PreparedWorkbook {
  return { file, before: handleLater(templateOf(description, file, undefined, threads)) };
}

/**
 * Writes a workbook to a sink: the template, the next games of the source, then the parts with totals. Yields the number of rows written
 * after each block. At most threads + 1 write buffers are in memory, so a slow sink slows the source of the games.
 * @param jobTotals called after the file's last game; resolves to the totals of the job if the job has no more games.
 */
export async function* writeWorkbook(
  description: WorkbookDescription,
  { file, before: template }: PreparedWorkbook,
  source: GameSplitter,
  jobTotals: () => Promise<JobTotals | undefined>,
  sink: WorkbookSink,
  threads: WriterThreads,
): AsyncGenerator<number> {
  const { spec, drawn } = description;
  const before = await template;
  const zip = new ZipStream((bytes) => sink.write(bytes));
  for (const name of LEADING_PARTS) await zip.add(name, partOf(before.others, name));

  const statistics = new GameStatistics(spec, drawn?.draws ?? []);
  const rows = file.sheets.map(() => 0);
  let written = 0;
  for (const [i, games] of file.sheets.entries()) {
    const { name, head, tail, layout } = before.sheets[i];
    const sheet = await zip.openEntry(name);
    await sheet.text(head);
    const taken = counted(source.take(games), statistics);
    for await (const { block, count } of encodeBlocks(taken, layout, description, file.firstGame + written, threads.blocks)) {
      await sheet.block(block);
      rows[i] += count;
      written += count;
      yield written;
    }
    // The head and the tail name the last row. When a job falls short, the tail is built again for the actual number of rows; the head has
    // been written, and the format allows its dimension and formula range to exceed the rows.
    const short = rows[i] < games ? await templateOf(description, { ...file, sheets: rows }, undefined, threads) : undefined;
    await sheet.text(short?.sheets[i].tail ?? tail);
    await sheet.end();
  }
  const totals = { games: rows, statistics: statistics.tables(), job: await jobTotals() };
  const after = await templateOf(description, file, totals, threads);
  assertUnchanged(before, after);
  for (const [name, bytes] of after.others) if (!LEADING_PARTS.includes(name)) await zip.add(name, bytes);
  await zip.end();
}

async function templateOf(
  description: WorkbookDescription,
  file: PlannedFile,
  totals: FileTotals | undefined,
  { templates }: WriterThreads,
): Promise<TemplateParts> {
  const template = await templates.run({ description, file, totals });
  return await takeApart(template, description.spec, file.sheets, description.drawn?.draws ?? []);
}

async function* counted(batches: AsyncIterable<GameColumns>, statistics: GameStatistics): AsyncGenerator<GameColumns> {
  for await (const batch of batches) {
    statistics.add(batch);
    yield batch;
  }
}

/** Encodes and compresses write buffers in worker threads; yields them in order. */
async function* encodeBlocks(
  games: AsyncIterable<GameColumns>,
  layout: RowLayout,
  { spec, buffers }: WorkbookDescription,
  firstGame: number,
  pool: WriterThreads['blocks'],
): AsyncGenerator<{ block: DeflatedBlock; count: number }> {
  let row = FIRST_ROW;
  let gameNumber = firstGame;
  const encode = async (group: GameColumns) => {
    const block = pool.run({ layout, games: group, row, gameNumber });
    row += group.count;
    gameNumber += group.count;
    return { block: await block, count: group.count };
  };
  yield* mapInOrder(groupGames(games, gameBytes(spec), buffers.writeBuffer), { concurrency: pool.size + 1 }, encode);
}

function partOf(parts: Map<string, Uint8Array>, name: string): Uint8Array {
  const part = parts.get(name);
  if (!part) throw new Error(`the template has no ${name}`);
  return part;
}

/** Checks that the parts written from the first template are the same in the template with totals. */
function assertUnchanged(before: TemplateParts, after: TemplateParts): void {
  const written = ({ sheets, others }: TemplateParts) =>
    JSON.stringify([sheets.map(({ head, layout }) => [head, layout]), LEADING_PARTS.map((name) => partOf(others, name).join())]);
  if (written(before) !== written(after)) {
    throw new DezenasError('INTERNAL', 'the template changed with its totals', { reason: 'TEMPLATE_CHANGED' });
  }
}
