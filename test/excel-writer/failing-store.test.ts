import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkbookStore } from '../../services/excel-writer/store/workbook-store.js';
import { DezenasError } from '../../services/shared/errors.js';
import { workbookRequests, write } from '../support/data/workbook-requests.js';
import { replaced } from '../support/services/replaced.js';
import { type Services, startServices } from '../support/services/services.js';

/** Makes every write to a store fail as on a full disk. */
function full(store: WorkbookStore): WorkbookStore {
  return replaced(store, {
    create: async (...parameters) => {
      const sink = await store.create(...parameters);
      sink.write = async () => {
        throw new DezenasError('FAILED_PRECONDITION', 'the disk of the workbook store is full', { reason: 'WORKBOOK_STORE_FAILED' });
      };
      return sink;
    },
  });
}

let services: Services;
beforeAll(async () => {
  services = await startServices({}, full);
});
afterAll(() => services.stop());

it.each(['XLSX', 'CSV', 'CSV_GZIP', 'JSON_LINES'] as const)(
  'a failing store fails the write although the caller sends no more games (%s)',
  async (format) => {
    const [header, batch] = await workbookRequests({ quantity: 20_000, seed: 1 }, { format: `FILE_FORMAT_${format}` });
    const requests = async function* () {
      yield* [header, batch];
      // The caller never sends the next batch.
      await new Promise(() => {});
    };
    await expect(write(services.writer.address, requests())).rejects.toMatchObject({ reason: 'WORKBOOK_STORE_FAILED' });
    expect(await services.workbookFiles()).toEqual([]);
  },
);
