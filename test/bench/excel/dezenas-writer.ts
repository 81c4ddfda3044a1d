/**
 * Runs the excel-writer's path from batches to a file in a store: node dezenas-writer.js GAMES-FILE DESCRIPTION-FILE FOLDER ROUNDS.
 * Prints the seconds of each round, from games in memory to the file. The first round loads and compiles everything; the later rounds
 * are like jobs of a running service.
 */

import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import pino from 'pino';
import type { Batch } from '../../../services/core/batch.js';
import { writeFiles } from '../../../services/excel-writer/files/write-files.js';
import type { JobTotals, WorkbookDescription } from '../../../services/excel-writer/plan/workbook-description.js';
import { LocalWorkbookStore } from '../../../services/excel-writer/store/local-store.js';
import { destroyWriterThreads, startWriterThreads } from '../../../services/excel-writer/workbook/writer-threads.js';
import { readBatches } from './read-games.js';

const [games, descriptionFile, folder, rounds] = process.argv.slice(2);
const { description, totals } = deserialize(readFileSync(descriptionFile)) as { description: WorkbookDescription; totals: JobTotals };
const store = new LocalWorkbookStore(folder);
await store.prepare();
const threads = startWriterThreads(2, pino({ enabled: false }));
const tools = { store, threads, sort: { memoryBytes: 64 * 2 ** 20, folder } };
const batches = [...readBatches(games)];
const seconds: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const start = performance.now();
  for await (const _ of writeFiles(description, each(batches), () => totals, tools)) {
    // The benchmark ignores progress.
  }
  seconds.push((performance.now() - start) / 1000);
}
await destroyWriterThreads(threads);
console.log(JSON.stringify(seconds));

async function* each(all: Batch[]): AsyncGenerator<Batch> {
  yield* all;
}
