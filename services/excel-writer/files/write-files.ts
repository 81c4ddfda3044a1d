import type { Batch } from '../../core/batch.js';
import { gameBytes } from '../../core/game-columns.js';
import { FILE_EXTENSIONS } from '../../domain/workbook/file-format.js';
import { GameSplitter } from '../games/game-splitter.js';
import { orderGames, type SortSettings } from '../games/order-games.js';
import { planFiles, plannedGames } from '../plan/plan-files.js';
import type { JobTotals, WorkbookDescription } from '../plan/workbook-description.js';
import type { WorkbookSink, WorkbookStore } from '../store/workbook-store.js';
import { type PreparedWorkbook, prepareWorkbook, writeWorkbook } from '../workbook/write-workbook.js';
import type { WriterThreads } from '../workbook/writer-threads.js';
import { type ObservedFile, observeFile } from './observe-file.js';
import { writeText } from './write-text.js';

/** A finished file. */
export interface WrittenFile {
  part: number;
  parts: number;
  firstGame: number;
  games: number;
  sizeBytes: number;
  sha256: string;
}

/** Progress of a job, summed over its files. */
export interface WriteProgress {
  rowsWritten: number;
  bytesWritten: number;
  /** The file that has just been finished, if any. */
  file?: WrittenFile;
}

export interface WriteTools {
  store: WorkbookStore;
  threads: WriterThreads;
  sort: SortSettings;
}

/**
 * Writes the files of a job one after the other, as many as its games need. On failure, all files of the job are deleted.
 * @param totals called after the last batch.
 */
export async function* writeFiles(
  description: WorkbookDescription,
  batches: AsyncIterable<Batch>,
  totals: () => JobTotals,
  tools: WriteTools,
): AsyncGenerator<WriteProgress> {
  const { store, threads } = tools;
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
          ? writeWorkbook(description, prepared ?? prepareWorkbook(description, file, threads), source, jobTotals, sink, threads)
          : writeText(description, source.take(plannedGames(file)), sink);
      // The template thread builds the next template while this file is written.
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
      // A source that fails here fails the job before the file is committed.
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
    // Runs also when the caller stops reading. Errors of the clean-up are ignored, so that the first error reaches the caller.
    observed?.failed();
    if (!done) {
      await sink?.abort().catch(() => {});
      await store.delete(description.id).catch(() => {});
    }
    await source.close();
  }
}
