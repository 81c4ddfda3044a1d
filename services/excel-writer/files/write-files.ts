import type { Batch } from '../../core/batch.js';
import { gameBytes } from '../../core/game-columns.js';
import { FILE_EXTENSIONS } from '../../domain/workbook/file-format.js';
import { orderGames, type SortSettings } from '../games/order-games.js';
import { GameSplitter } from '../games/split-games.js';
import { gamesOf, planFiles } from '../plan/plan-files.js';
import type { JobTotals, WorkbookDescription } from '../plan/workbook-description.js';
import type { Compression } from '../rows/compression.js';
import type { WorkbookSink, WorkbookStore } from '../store/workbook-store.js';
import { type PreparedWorkbook, prepareWorkbook, writeWorkbook } from '../workbook/write-workbook.js';
import type { WriterThreads } from '../workbook/writer-threads.js';
import { type ObservedFile, observeFile } from './observe-file.js';
import { writeText } from './write-text.js';

/** A file that is done. */
export interface WrittenFile {
  part: number;
  parts: number;
  firstGame: number;
  games: number;
  sizeBytes: number;
  sha256: string;
}

/** How far a job's files are: of all of them together. */
export interface WriteProgress {
  rowsWritten: number;
  bytesWritten: number;
  /** The file that was just finished. */
  file?: WrittenFile;
}

export interface WriteTools {
  store: WorkbookStore;
  threads: WriterThreads;
  compression: Compression;
  sort: SortSettings;
}

/**
 * Writes the files of a job, one after the other, as many as its games need. When it fails, none of them stays.
 * @param totals known when the batches are at their end.
 */
export async function* writeFiles(
  description: WorkbookDescription,
  batches: AsyncIterable<Batch>,
  totals: () => JobTotals,
  tools: WriteTools,
): AsyncGenerator<WriteProgress> {
  const { store, threads, compression } = tools;
  const source = new GameSplitter(orderGames(batches, description, tools.sort), gameBytes(description.spec));
  const files = planFiles(description);
  const progress = { rowsWritten: 0, bytesWritten: 0 };
  const jobTotals = async () => ((await source.hasMore()) ? undefined : totals());
  let prepared: PreparedWorkbook | undefined;
  let sink: WorkbookSink | undefined;
  let observed: ObservedFile | undefined;
  let done = false;
  try {
    for (const file of files) {
      observed = observeFile(description.format, file.part);
      sink = await store.create(description.id, file.part, FILE_EXTENSIONS[description.format]);
      const rows =
        description.format === 'XLSX'
          ? writeWorkbook(
              description,
              prepared ?? prepareWorkbook(description, file, threads),
              source,
              jobTotals,
              sink,
              threads,
              compression,
            )
          : writeText(description, source.take(gamesOf(file)), sink);
      // The next template is made while this file is written.
      const next = files[file.part];
      prepared = next && prepareWorkbook(description, next, threads);
      const before = { ...progress };
      let games = 0;
      for await (games of rows) {
        observed.wrote(games);
        progress.rowsWritten = before.rowsWritten + games;
        progress.bytesWritten = before.bytesWritten + sink.bytesWritten;
        yield { ...progress };
      }
      // A job that breaks off here has no finished file.
      const more = await source.hasMore();
      const { sizeBytes, sha256 } = await sink.commit();
      sink = undefined;
      observed.done({ games, sizeBytes });
      observed = undefined;
      progress.bytesWritten = before.bytesWritten + sizeBytes;
      const { part, parts, firstGame } = file;
      yield { ...progress, file: { part, parts, firstGame, games, sizeBytes, sha256 } };
      if (!more) break;
    }
    done = true;
  } finally {
    // Also when the reader has gone. What went wrong first is what is told.
    observed?.failed();
    if (!done) {
      await sink?.abort().catch(() => {});
      await store.delete(description.id).catch(() => {});
    }
    await source.close();
  }
}
