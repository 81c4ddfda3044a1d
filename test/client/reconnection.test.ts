import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type DezenasClient, type Job } from '../../services/client/library/client.js';
import { ENDLESS } from '../support/data/endless.js';
import { startTcpProxy, type TcpProxy } from '../support/servers/tcp-proxy.js';
import { type Services, startServices } from '../support/services/services.js';

let services: Services;
let proxy: TcpProxy;
let client: DezenasClient;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());
beforeEach(async () => {
  proxy = await startTcpProxy(services.orchestrator.address);
  client = createClient({ address: proxy.address });
});
afterEach(async () => {
  client.close();
  await proxy.close();
});

describe('watchJob', () => {
  it('continues after a lost connection, and reports the end once', async () => {
    const { id } = await client.createJob({ spec: ENDLESS });
    const states: Job['state'][] = [];
    let connection = 0;
    for await (const { state } of client.watchJob(id)) {
      states.push(state);
      // Data sent before a cut may be read after it.
      if (connection === proxy.connections()) continue;
      connection = proxy.connections();
      if (connection === 1) {
        proxy.cut();
        void expect.poll(proxy.refusals).toBeGreaterThan(0).then(proxy.mend);
      } else if (connection === 2) {
        proxy.cut();
        await services.jobs.cancel(id);
        proxy.mend();
      }
    }
    expect(states.filter((state) => state === 'JOB_STATE_CANCELLED')).toHaveLength(1);
    expect(states.at(-1)).toBe('JOB_STATE_CANCELLED');
    expect(proxy.connections()).toBeGreaterThanOrEqual(3);
  });

  it.each([
    { reconnectMs: 0, code: 'UNAVAILABLE' },
    { reconnectMs: 700, code: 'UNAVAILABLE' },
    { timeoutMs: 2_000, code: 'DEADLINE_EXCEEDED' },
  ])('stops reconnecting at its limit: %j', async ({ code, ...options }) => {
    const { id } = await client.createJob({ spec: ENDLESS });
    // The deadline may pass before the first answer.
    const watched = async () => {
      for await (const _ of client.watchJob(id, options)) proxy.cut();
    };
    await expect(watched()).rejects.toMatchObject({ code });
    await services.jobs.cancel(id);
  });

  it('stops waiting when its signal fires', async () => {
    const { id } = await client.createJob({ spec: ENDLESS });
    const controller = new AbortController();
    const watch = client.watchJob(id, { signal: controller.signal });
    await watch.next();
    proxy.cut();
    void expect
      .poll(proxy.refusals)
      .toBeGreaterThan(0)
      .then(() => controller.abort());
    const rest = async () => {
      for await (const _ of watch);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'CANCELLED' });
    await services.jobs.cancel(id);
  });

  it('waits for a free watch when another call took its place while the connection was lost', async () => {
    const small = await startServices({ MAX_CONCURRENT_WATCHES: '1', MAX_CONCURRENT_JOBS: '1' });
    const line = await startTcpProxy(small.orchestrator.address);
    const lost = createClient({ address: line.address });
    // One job runs at a time, so the last job stays queued for the whole test.
    for (let i = 0; i < 5; i++) await small.jobs.create({ spec: ENDLESS });
    const { id } = await small.jobs.create({ spec: ENDLESS });
    const watch = lost.watchJob(id);
    await watch.next();
    line.cut();
    const other = small.jobs.client.watchJob(id);
    await other.next();
    line.mend();
    let last: Job['state'] | undefined;
    const rest = async () => {
      for await (const { state } of watch) last = state;
    };
    const ended = rest();
    ended.catch(() => {});
    await expect.poll(line.connections).toBe(2);
    // The server refuses waiting calls in order of arrival, so it has refused the reconnected watch before these two.
    for (let i = 0; i < 2; i++) await expect(small.jobs.client.watchJob(id).next()).rejects.toMatchObject({ reason: 'TOO_MANY_STREAMS' });
    await other.return();
    await small.jobs.cancel(id);
    await ended;
    expect(last).toBe('JOB_STATE_CANCELLED');
    lost.close();
    await line.close();
    await small.stop();
  });

  it('fails at once when the first connection fails or the job does not exist', async () => {
    await expect(client.watchJob('00000000-0000-0000-0000-000000000000').next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    proxy.cut();
    await expect(client.watchJob('00000000-0000-0000-0000-000000000000').next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('downloadWorkbook', () => {
  let job: Job;
  beforeAll(async () => {
    job = await services.jobs.end((await services.jobs.create({ spec: { quantity: 60_000, seed: 5 } })).id);
  });

  const sizeOf = () => Number(job.workbooks[0].sizeBytes);

  async function read(options?: Parameters<DezenasClient['downloadWorkbook']>[1]): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of client.downloadWorkbook(job.id, options)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  it('continues after a lost connection, and yields every byte once', async () => {
    const pieces: Buffer[] = [];
    let connection = 0;
    for await (const piece of client.downloadWorkbook(job.id)) {
      pieces.push(piece);
      // Data sent before a cut may be read after it.
      if (connection === proxy.connections()) continue;
      connection = proxy.connections();
      // The connection is cut after the first piece, and again far into the second call.
      if (connection === 1) proxy.cutAfter(1);
      if (connection === 2) proxy.cutAfter(sizeOf() / 3);
    }
    expect(createHash('sha256').update(Buffer.concat(pieces)).digest('hex')).toBe(job.workbooks[0].sha256);
    expect(proxy.connections()).toBe(3);
  });

  it('yields exactly the requested range after a lost connection', async () => {
    const whole = await read();
    const range = { offset: 1_000, length: sizeOf() - 3_000 };
    proxy.cutAfter(sizeOf() / 2);
    expect((await read(range)).equals(whole.subarray(1_000, sizeOf() - 2_000))).toBe(true);
    expect((await read({ offset: sizeOf() })).length).toBe(0);
    expect((await read({ offset: sizeOf() - 5, length: 100 })).equals(whole.subarray(-5))).toBe(true);
  });

  it('refuses a file with another SHA-256 than the expected one', async () => {
    expect((await read({ offset: 10, sha256: job.workbooks[0].sha256 })).length).toBe(sizeOf() - 10);
    await expect(read({ offset: 10, sha256: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'WORKBOOK_CHANGED',
    });
  });
});
