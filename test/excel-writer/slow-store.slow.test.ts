import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkbookStore } from '../../services/excel-writer/store/workbook-store.js';
import { replaced } from '../support/services/replaced.js';
import { type Services, startServices } from '../support/services/services.js';

const BYTES_A_SECOND = 1_000_000;
/** Most games of 9 bytes each between the threads of the generator and the disk, in write buffers and in gRPC at both ends. */
const MOST_BUFFERED_GAMES = 600_000;

/** Limits the writes to a store to one megabyte per second. */
function slowed(store: WorkbookStore): WorkbookStore {
  return replaced(store, {
    create: async (...parameters) => {
      const sink = await store.create(...parameters);
      const write = sink.write.bind(sink);
      sink.write = async (bytes) => {
        await delay((bytes.length / BYTES_A_SECOND) * 1000);
        await write(bytes);
      };
      return sink;
    },
  });
}

describe('a disk of 1 MB/s', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices({}, slowed);
  });
  afterAll(() => services.stop());

  it.each([['FILE_FORMAT_XLSX'], ['FILE_FORMAT_CSV'], ['FILE_FORMAT_CSV_GZIP']] as const)(
    'slows the generator, so that few games are buffered (%s)',
    async (format) => {
      const { id } = await services.jobs.create({ spec: { quantity: 3_000_000, seed: 1 }, workbook: { format } });
      let most = 0;
      let written = 0;
      await services.jobs.until(id, ({ progress }) => {
        written = Number(progress?.rowsWritten);
        most = Math.max(most, Number(progress?.gamesGenerated) - written);
        return written > 100_000;
      });
      const { state } = await services.jobs.cancel(id);
      expect(state).toBe('JOB_STATE_CANCELLED');
      expect(written).toBeGreaterThan(0);
      expect(most).toBeLessThan(MOST_BUFFERED_GAMES);
      console.log(`${format}: at most ${most} of 3000000 games between generator and disk`);
    },
  );
});
