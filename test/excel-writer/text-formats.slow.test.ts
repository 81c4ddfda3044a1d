import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../support/services/services.js';
import { createFile } from './create-file.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

describe('a text file of games', () => {
  it('can have more games than a sheet', async () => {
    const { job, bytes } = await createFile(services.jobs, {
      spec: { quantity: 1_200_000, seed: 5 },
      workbook: { format: 'FILE_FORMAT_JSON_LINES' },
    });
    expect(job.workbooks[0]?.games).toBe('1200000');
    expect(
      bytes
        .toString('latin1', bytes.length - 200)
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toContain('"game":1200000,');
  });
});
