import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExcelWriterClient } from '../../services/orchestrator/workbooks/excel-writer-client.js';
import type { WriteWorkbookRequest } from '../../services/shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import { readWorkbook, workbookRequests, write } from '../support/data/workbook-requests.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
beforeEach(async () => {
  services = await startServices();
});
afterEach(() => services.stop());

const send = (requests: Iterable<WriteWorkbookRequest> | AsyncIterable<WriteWorkbookRequest>) => write(services.writer.address, requests);

describe('a workbook', () => {
  it('has the same bytes for the same job, and is described by its size and digest', async () => {
    const id = randomUUID();
    const requests = await workbookRequests({ quantity: 30_000, seed: 1 }, {}, id);
    const first = await send(requests);
    const bytes = await readWorkbook(services.writer.address, id);
    expect(first?.workbook).toMatchObject({
      games: '30000',
      sizeBytes: bytes.length.toString(),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const second = await send(requests);
    expect(second?.workbook?.sha256).toBe(first?.workbook?.sha256);
    expect(await services.workbookFiles()).toEqual([`${id}.1.xlsx`]);
  });

  it('has the same games with every size of the write buffer', async () => {
    const options = [{}, { writeBufferSize: 100 }, { writeBufferSize: 777 }, { writeBufferSize: 100_000 }];
    const digests = new Set<string>();
    for (const option of options) {
      const requests = await workbookRequests({ quantity: 10_000, seed: 2 }, option);
      const id = requests[0].header?.workbookId as string;
      await send(requests);
      const sheet = unzipSync(await readWorkbook(services.writer.address, id))['xl/worksheets/sheet2.xml'];
      digests.add(createHash('sha256').update(sheet).digest('hex'));
    }
    expect(digests.size).toBe(1);
  });

  it('has the same bytes when worker threads die while it is written', async () => {
    const requests = await workbookRequests({ quantity: 100_000, seed: 3 }, { writeBufferSize: 5_000 }, randomUUID());
    const undisturbed = await send(requests);
    // A block that is lost three times fails, and on a slow machine every kill can hit the same block.
    const kills = 2;
    let killed = 0;
    const killing = async function* () {
      for (const [i, request] of requests.entries()) {
        yield request;
        if (i % 6 === 5 && killed < kills) {
          killed++;
          await services.writer.threads.blocks.workers[0]?.terminate();
        }
      }
    };
    const disturbed = await send(killing());
    expect(killed).toBe(kills);
    expect(disturbed?.workbook?.sha256).toBe(undisturbed?.workbook?.sha256);
  });

  it('is not mixed with another workbook that is written at the same time', async () => {
    const jobs = await Promise.all([1, 2, 3].map((seed) => workbookRequests({ quantity: 20_000, seed }, {}, randomUUID())));
    const alone = [];
    for (const requests of jobs) alone.push((await send(requests))?.workbook?.sha256);
    const together = await Promise.all(jobs.map(async (requests) => (await send(requests))?.workbook?.sha256));
    expect(together).toEqual(alone);
    expect(new Set(together).size).toBe(3);
  });
});

describe('an invalid or interrupted stream leaves no file', () => {
  const change = (requests: WriteWorkbookRequest[], at: number, ...replacement: WriteWorkbookRequest[]) =>
    requests.toSpliced(at, 1, ...replacement);
  type Change = (requests: WriteWorkbookRequest[]) => WriteWorkbookRequest[];
  const batch =
    (changes: object): Change =>
    (requests) =>
      change(requests, 1, { batch: { ...requests[1].batch, ...changes } });
  const header =
    (changes: object): Change =>
    (requests) =>
      change(requests, 0, { header: { ...requests[0].header, ...changes } });

  it.each<[string, Change, RegExp]>([
    ['no message', () => [], /header/],
    ['no header', (requests) => requests.slice(1), /header: must be the first message/],
    ['two headers', (requests) => [requests[0], ...requests], /must follow the header and precede the summary/],
    ['no summary', (requests) => requests.slice(0, -1), /without a summary/],
    ['a batch after the summary', (requests) => [...requests, requests[1]], /summary: must be the last message/],
    ['fewer games than the summary counts', (requests) => change(requests, 1), /games were received/],
    [
      'more games than the header allows',
      (requests) => change(requests, 1, requests[1], requests[1]),
      /more games than the header allows \(8000\)/,
    ],
    ['an id that is a path', header({ workbookId: '../../../tmp/x' }), /workbook_id: must be a lower-case UUID/],
    ['an empty id', header({ workbookId: '' }), /workbook_id/],
    ['no spec', header({ spec: null }), /spec/],
    [
      'more sheets than a job may have',
      (requests) => header({ spec: { ...requests[0].header?.spec, quantity: 100_001 }, options: { sheetGames: 1_000 } })(requests),
      /sheet_games: must be 1000 to 1000000 and give at most 100 sheets/,
    ],
    ['games of another size', batch({ picks: 7 }), /picks: must be 6/],
    ['columns that are too short', batch({ numbers: Buffer.alloc(5) }), /malformed batch/],
    ['number 0', batch({ numbers: Buffer.alloc(30_000) }), /numbers: must be 1 to 60/],
    ['number 61', batch({ numbers: Buffer.alloc(30_000, 61) }), /numbers: must be 1 to 60/],
    ['a level of 5', batch({ levels: Buffer.alloc(5_000, 5) }), /levels: must be 1 to 4/],
    ['a score above 100', batch({ scores: Buffer.alloc(10_000, 0xff) }), /scores: must be 0 to 10000/],
  ])('when it is refused for %s', async (_title, change, message) => {
    const requests = change(await workbookRequests({ quantity: 8_000, seed: 1 }));
    await expect(send(requests)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) });
    expect(await services.workbookFiles()).toEqual([]);
  });

  it('when the caller cancels in the middle', async () => {
    const requests = await workbookRequests({ quantity: 50_000, seed: 1 });
    const controller = new AbortController();
    const half = async function* () {
      yield* requests.slice(0, 5);
      controller.abort();
      yield* requests.slice(5);
    };
    await expect(write(services.writer.address, half(), controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => services.workbookFiles()).toEqual([]);
  });

  it('when the source of the caller fails in the middle', async () => {
    const requests = await workbookRequests({ quantity: 50_000, seed: 1 });
    const failing = async function* () {
      yield* requests.slice(0, 5);
      throw new RangeError('the games are gone');
    };
    await expect(send(failing())).rejects.toThrow('the games are gone');
    await expect.poll(() => services.workbookFiles()).toEqual([]);
  });
});

describe('the workbook store', () => {
  it('reports an unknown workbook as NOT_FOUND, and refuses paths as ids', async () => {
    const client = new ExcelWriterClient(services.writer.address, 30_000);
    await expect(readWorkbook(services.writer.address, randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const id of ['', '../../etc/passwd', 'A'.repeat(36), `${randomUUID()}/..`]) {
      await expect(readWorkbook(services.writer.address, id)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(client.delete(id)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await client.delete(randomUUID());
    client.close();
  });

  it('fails a job with WORKBOOK_STORE_FAILED when its folder is replaced, and does not report its path', async () => {
    await rm(services.workbookDir, { recursive: true });
    await writeFile(services.workbookDir, 'a file in the place of the folder');
    const failure = await send(await workbookRequests({ quantity: 1_000, seed: 1 })).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'WORKBOOK_STORE_FAILED',
      message: 'the workbook store is not a folder',
    });
    const { id } = await services.jobs.create({ spec: { quantity: 1_000 } });
    expect(await services.jobs.end(id)).toMatchObject({ state: 'JOB_STATE_FAILED', failure: { reason: 'WORKBOOK_STORE_FAILED' } });
  });
});
