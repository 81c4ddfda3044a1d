import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExcelWriterClient } from '../../services/orchestrator/workbooks/excel-writer-client.js';
import type { WriteWorkbookResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';
import { workbookRequests } from '../support/data/workbook-requests.js';
import { startTcpProxy, type TcpProxy } from '../support/servers/tcp-proxy.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
let proxy: TcpProxy;
let client: ExcelWriterClient;
beforeEach(async () => {
  services = await startServices({ MAX_CONNECTION_AGE_SECONDS: '1' });
  proxy = await startTcpProxy(services.writer.address);
  client = new ExcelWriterClient(proxy.address, 30_000);
});
afterEach(async () => {
  client.close();
  await proxy.close();
  await services.stop();
});

/** Longer than the keepalive intervals of both sides. */
const LONG_MS = 23_000;

it('the maximum age of a connection ends no running write, and moves later calls to a new connection', async () => {
  const id = randomUUID();
  const [header, ...rest] = await workbookRequests({ quantity: 10_000, seed: 1 }, {}, id);
  const slowly = async function* () {
    yield header;
    const began = performance.now();
    // These calls move to a new connection once the old one is too old. The running write stays on the old connection.
    while (proxy.connections() < 2 || performance.now() - began < LONG_MS) {
      await delay(200);
      await client.delete(randomUUID());
    }
    yield* rest;
  };
  let last: WriteWorkbookResponse__Output | undefined;
  for await (last of client.write(slowly(), {}));
  expect(last?.workbook?.games).toBe('10000');
  expect(proxy.connections()).toBeGreaterThanOrEqual(2);
  expect(await services.workbookFiles()).toEqual([`${id}.1.xlsx`]);
});
