import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DezenasError } from '../../services/shared/errors.js';
import { startCommand } from '../support/command.js';
import { type Services, startServices } from '../support/services.js';

let folder: string;
let services: Services;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(async () => {
  await services.stop();
  await rm(folder, { recursive: true, force: true });
});

it('generate fetches the files of the attempt that came to the end, when one before broke off in the middle of a download', async () => {
  let lost = false;
  let failed = false;
  let tellLost = () => {};
  const download = new Promise<void>((resolve) => {
    tellLost = resolve;
  });
  const away = () => new DezenasError('UNAVAILABLE', 'the store is away', { reason: 'WORKBOOK_STORE_FAILED' });
  // The store goes away while the first file is read and the second one is written.
  services = await startServices({}, (store) => ({
    prepare: () => store.prepare(),
    check: () => store.check(),
    delete: (id) => store.delete(id),
    close: () => store.close(),
    async *read(...range) {
      if (!lost) {
        lost = true;
        tellLost();
        throw away();
      }
      yield* store.read(...range);
    },
    async create(id, part, extension) {
      const sink = await store.create(id, part, extension);
      const commit = async () => {
        if (part === 2 && !failed) {
          failed = true;
          await download;
          throw away();
        }
        return sink.commit();
      };
      return { write: sink.write, abort: sink.abort, commit, bytesWritten: 0 };
    },
  }));
  const options = ['-n', '2500', '--sheet-games', '1000', '--quiet', '--json', '--address', services.orchestrator.address];
  const { code, stdout, stderr } = await startCommand(folder, 'generate', ...options).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { job, files } = JSON.parse(stdout);
  expect(await services.jobs.get(job)).toMatchObject({ state: 'JOB_STATE_COMPLETED', attempts: 2 });
  expect((await readdir(folder)).toSorted()).toEqual(files.map(({ file }: { file: string }) => file));
  expect(files).toHaveLength(3);
});
