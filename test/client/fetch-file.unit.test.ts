import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchFile } from '../../services/client/cli/run/fetch-file.js';
import type { DezenasClient, Workbook } from '../../services/client/library/client.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('two commands that fetch the same file at once both end with the whole file', async () => {
  const bytes = randomBytes(100_000);
  const workbook = { part: 1, sizeBytes: String(bytes.length), sha256: createHash('sha256').update(bytes).digest('hex') } as Workbook;
  let downloads = 0;
  let bothStarted = () => {};
  const untilBothStarted = new Promise<void>((resolve) => {
    bothStarted = resolve;
  });
  const client = {
    async *downloadWorkbook(_, { offset = 0 } = {}) {
      if (++downloads === 2) bothStarted();
      await untilBothStarted;
      yield bytes.subarray(offset);
    },
  } as Partial<DezenasClient> as DezenasClient;
  const fetchOnce = () => fetchFile(client, 'id', workbook, join(folder, 'jogos.xlsx'), new AbortController().signal);
  await Promise.all([fetchOnce(), fetchOnce()]);
  expect(await readdir(folder)).toEqual(['jogos.xlsx']);
  expect((await readFile(join(folder, 'jogos.xlsx'))).equals(bytes)).toBe(true);
});
