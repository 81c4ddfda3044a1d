import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WorkbookStore } from '../../services/excel-writer/store/workbook-store.js';
import { DezenasError } from '../../services/shared/errors.js';
import { startCommand } from '../support/clients/command.js';
import { replaced } from '../support/services/replaced.js';
import { type Services, startServices } from '../support/services/services.js';

let folder: string;
let services: Services;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(async () => {
  await services.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Replaces how a store reads files, and calls `commit` before the store commits a file. */
function changed(store: WorkbookStore, read: WorkbookStore['read'], commit: (part: number) => Promise<void>): WorkbookStore {
  return replaced(store, {
    read,
    create: async (id, part, extension) => {
      const sink = await store.create(id, part, extension);
      return { ...sink, commit: () => commit(part).then(sink.commit) };
    },
  });
}

it('generate downloads the files of the attempt that completed, when an earlier attempt failed during a download', async () => {
  let lost = false;
  let failed = false;
  let reportLost = () => {};
  const download = new Promise<void>((resolve) => {
    reportLost = resolve;
  });
  const away = () => new DezenasError('UNAVAILABLE', 'the store is away', { reason: 'WORKBOOK_STORE_FAILED' });
  // The store fails once while the first file is read, and once when the second file is committed.
  services = await startServices({}, (store) =>
    changed(
      store,
      async function* (...range) {
        if (!lost) {
          lost = true;
          reportLost();
          throw away();
        }
        yield* store.read(...range);
      },
      async (part) => {
        if (part !== 2 || failed) return;
        failed = true;
        await download;
        throw away();
      },
    ),
  );
  const options = ['-n', '2500', '--sheet-games', '1000', '--quiet', '--json', '--address', services.orchestrator.address];
  const { code, stdout, stderr } = await startCommand(folder, 'generate', ...options).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { job, files } = JSON.parse(stdout);
  expect(await services.jobs.get(job)).toMatchObject({ state: 'JOB_STATE_COMPLETED', attempts: 2 });
  expect((await readdir(folder)).toSorted()).toEqual(files.map(({ file }: { file: string }) => file));
  expect(files).toHaveLength(3);
});

it('generate reports the failure of its job during a download, and leaves no files', async () => {
  let reportReading = () => {};
  const reading = new Promise<void>((resolve) => {
    reportReading = resolve;
  });
  // The download of the first file never ends by itself.
  services = await startServices({}, (store) =>
    changed(
      store,
      async function* () {
        reportReading();
        yield await new Promise<Buffer>(() => {});
      },
      async (part) => {
        if (part !== 2) return;
        await reading;
        throw new DezenasError('FAILED_PRECONDITION', 'the disk is full', { reason: 'WORKBOOK_STORE_FAILED' });
      },
    ),
  );
  const options = ['-n', '2500', '--sheet-games', '1000', '--quiet', '--address', services.orchestrator.address];
  const { code, stderr } = await startCommand(folder, 'generate', ...options).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'dezenas: the disk is full (WORKBOOK_STORE_FAILED)\n' });
  expect(await readdir(folder)).toEqual([]);
});
