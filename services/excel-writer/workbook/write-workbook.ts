import { type GameColumns, gameBytes } from '../../core/game-columns.js';
import { handleLater } from '../../shared/async/handle-later.js';
import { mapInOrder } from '../../shared/async/map-in-order.js';
import { DezenasError } from '../../shared/errors.js';
import { GameStatistics } from '../games/game-statistics.js';
import { regroup } from '../games/group-games.js';
import type { GameSplitter } from '../games/split-games.js';
import type { PlannedFile } from '../plan/plan-files.js';
import type { FileTotals, JobTotals, WorkbookDescription } from '../plan/workbook-description.js';
import type { DeflatedBlock } from '../rows/block-task.js';
import type { Compression } from '../rows/compression.js';
import { FIRST_ROW, type RowLayout } from '../rows/row-layout.js';
import type { WorkbookSink } from '../store/workbook-store.js';
import { ZipStream } from '../zip/zip-stream.js';
import { type TemplateParts, takeApart } from './games-sheet.js';
import type { WriterThreads } from './writer-threads.js';

/** Content types and relations come first in the file; they do not depend on the games. */
const LEADING_PARTS = ['[Content_Types].xml', '_rels/.rels'];

/** A file whose template is there, or on its way. */
export interface PreparedWorkbook {
  file: PlannedFile;
  before: Promise<TemplateParts>;
}

/** Asks for the template of a file; the games may come later. */
export function prepareWorkbook(description: WorkbookDescription, file: PlannedFile, threads: WriterThreads): PreparedWorkbook {
  return { file, before: handleLater(templateOf(description, file, undefined, threads)) };
}

/**
 * Writes a whole workbook into a sink: template, the next games of the source, totals. Yields the rows written after each block.
 * At most threads + 1 write buffers are under way; a slow sink slows the games' source.
 * @param jobTotals asked once the file's games are there: those of the job when it is at its end.
 */
export async function* writeWorkbook(
  description: WorkbookDescription,
  { file, before: template }: PreparedWorkbook,
  source: GameSplitter,
  jobTotals: () => Promise<JobTotals | undefined>,
  sink: WorkbookSink,
  threads: WriterThreads,
  compression: Compression,
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
    for await (const { block, count } of encodeBlocks(taken, layout, description, file.firstGame + written, threads.blocks, compression)) {
      await sheet.block(block);
      rows[i] += count;
      written += count;
      yield written;
    }
    // What follows the rows names the last one, the head does too: of a job that fell short its dimension and formula range reach
    // further than its rows, which the format allows.
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
  return takeApart(template, description.spec, file.sheets, description.drawn?.draws ?? []);
}

async function* counted(batches: AsyncIterable<GameColumns>, statistics: GameStatistics): AsyncGenerator<GameColumns> {
  for await (const batch of batches) {
    statistics.add(batch);
    yield batch;
  }
}

/** Write buffers, encoded and compressed in worker threads, in order. */
async function* encodeBlocks(
  games: AsyncIterable<GameColumns>,
  layout: RowLayout,
  { spec, buffers }: WorkbookDescription,
  firstGame: number,
  pool: WriterThreads['blocks'],
  compression: Compression,
): AsyncGenerator<{ block: DeflatedBlock; count: number }> {
  let row = FIRST_ROW;
  let gameNumber = firstGame;
  const encode = async (group: GameColumns) => {
    const block = pool.run({ layout, games: group, row, gameNumber, compression });
    row += group.count;
    gameNumber += group.count;
    return { block: await block, count: group.count };
  };
  yield* mapInOrder(regroup(games, gameBytes(spec), buffers.writeBuffer), { concurrency: pool.size + 1 }, encode);
}

function partOf(parts: Map<string, Uint8Array>, name: string): Uint8Array {
  const part = parts.get(name);
  if (!part) throw new Error(`the template has no ${name}`);
  return part;
}

/** What was written by one template must be what the other one says. */
function assertUnchanged(before: TemplateParts, after: TemplateParts): void {
  const written = ({ sheets, others }: TemplateParts) =>
    JSON.stringify([sheets.map(({ head, layout }) => [head, layout]), LEADING_PARTS.map((name) => partOf(others, name).join())]);
  if (written(before) !== written(after)) {
    throw new DezenasError('INTERNAL', 'the template changed with its totals', { reason: 'TEMPLATE_CHANGED' });
  }
}
