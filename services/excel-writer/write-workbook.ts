import { DezenasError } from '../shared/errors.js';
import type { Batch } from '../shared/games/batch.js';
import type { DeflatedBlock } from './block-task.js';
import { GameStatistics } from './game-statistics.js';
import { GAMES_SHEET, takeApart } from './games-sheet.js';
import { orderGames } from './order-games.js';
import { regroup } from './regroup.js';
import type { GameColumns } from './row-encoder.js';
import { FIRST_ROW, type RowLayout } from './row-layout.js';
import { valuesOf, type WorkbookDescription, type WorkbookTotals } from './workbook-description.js';
import type { WorkbookSink } from './workbook-store.js';
import type { WriterThreads } from './writer-threads.js';
import { ZipStream } from './zip-stream.js';

/** Content types and relations come first in the file; they do not depend on the games. */
const LEADING_PARTS = ['[Content_Types].xml', '_rels/.rels'];

/**
 * Writes a whole workbook into a sink: template, games as they come, totals. Yields the rows written after each block.
 * At most threads + 1 write buffers are under way; a slow sink slows the games' source.
 */
export async function* writeWorkbook(
  description: WorkbookDescription,
  batches: AsyncIterable<Batch>,
  totals: () => Omit<WorkbookTotals, 'statistics'>,
  sink: WorkbookSink,
  threads: WriterThreads,
): AsyncGenerator<number> {
  const { spec } = description;
  const { quantity } = spec;
  const before = takeApart(await threads.templates.run({ description, games: quantity, totals: undefined }), spec, quantity);
  const zip = new ZipStream((bytes) => sink.write(bytes));
  for (const name of LEADING_PARTS) await zip.add(name, partOf(before.others, name));

  const sheet = await zip.openEntry(GAMES_SHEET);
  await sheet.text(before.head);
  let rows = 0;
  const statistics = new GameStatistics(spec.lottery.universeSize, spec.picks);
  for await (const { block, games } of encodeBlocks(
    orderGames(counted(batches, statistics), description),
    before.layout,
    description,
    threads.blocks,
  )) {
    await sheet.block(block);
    rows += games;
    yield rows;
  }

  // What follows the rows names the last one: it comes from a template for the games there really are. The head was
  // written before that was known; of a job that fell short its dimension and formula range reach further than its
  // rows, which both formats allow.
  const known = { ...totals(), statistics: statistics.tables() };
  const after = takeApart(await threads.templates.run({ description, games: rows, totals: known }), spec, quantity);
  assertUnchanged(before.head, after.head);
  assertUnchanged(JSON.stringify(before.layout), JSON.stringify(after.layout));
  for (const name of LEADING_PARTS) assertUnchanged(partOf(before.others, name).join(), partOf(after.others, name).join());
  await sheet.text(after.tail);
  await sheet.end();
  for (const [name, bytes] of after.others) if (!LEADING_PARTS.includes(name)) await zip.add(name, bytes);
  await zip.end();
}

async function* counted(batches: AsyncIterable<Batch>, statistics: GameStatistics): AsyncGenerator<Batch> {
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
  pool: WriterThreads['blocks'],
): AsyncGenerator<{ block: DeflatedBlock; games: number }> {
  const underWay: { block: Promise<DeflatedBlock>; games: number }[] = [];
  const take = async () => {
    const { block, games } = underWay.shift() as (typeof underWay)[number];
    return { block: await block, games };
  };
  let gameNumber = 1;
  try {
    for await (const group of regroup(games, valuesOf(spec), buffers.writeBuffer)) {
      const block = pool.run({ layout, games: group, row: FIRST_ROW + gameNumber - 1, gameNumber, compression: 'direct' });
      // Awaited in order; until then a failure must not count as unhandled.
      block.catch(() => {});
      underWay.push({ block, games: group.count });
      gameNumber += group.count;
      if (underWay.length > pool.size) yield await take();
    }
    while (underWay.length > 0) yield await take();
  } finally {
    await Promise.allSettled(underWay.map(({ block }) => block));
  }
}

function partOf(parts: Map<string, Uint8Array>, name: string): Uint8Array {
  const part = parts.get(name);
  if (!part) throw new Error(`the template has no ${name}`);
  return part;
}

function assertUnchanged(before: string, after: string): void {
  if (before !== after) throw new DezenasError('INTERNAL', 'the template changed with its totals', { reason: 'TEMPLATE_CHANGED' });
}
