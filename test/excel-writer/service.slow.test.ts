import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workbookRequests, write } from '../support/data/workbook-requests.js';
import { startServiceProcess } from '../support/services/service-process.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeEach(async () => {
  services = await startServices();
});
afterEach(() => services.stop());

describe('the workbook store', () => {
  it('never contains an incomplete workbook after its process is killed at 20 different moments', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    const requests = await workbookRequests({ quantity: 60_000, seed: 1 });
    const seen = { whole: 0, nothing: 0 };
    for (let round = 0; round < 20; round++) {
      const { child, address } = await startServiceProcess('excel-writer', { WORKBOOK_DIR: folder });
      const writing = write(address, requests).catch(() => {});
      await delay(25 * round);
      child.kill('SIGKILL');
      await Promise.all([once(child, 'exit'), writing]);
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.xlsx')) continue;
        expect(Object.keys(unzipSync(await readFile(join(folder, name))))).toContain('xl/workbook.xml');
      }
      const done = (await readdir(folder)).filter((name) => name.endsWith('.xlsx'));
      if (done.length > 0) seen.whole++;
      else seen.nothing++;
      for (const name of done) await rm(join(folder, name));
    }
    // The next start deletes the unfinished files of the killed processes.
    const { child } = await startServiceProcess('excel-writer', { WORKBOOK_DIR: folder });
    expect(await readdir(folder)).toEqual([]);
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
    expect(seen.nothing).toBeGreaterThan(0);
    console.log(`killed 20 times: ${seen.whole} complete workbooks, ${seen.nothing} times no workbook`);
  });
});
