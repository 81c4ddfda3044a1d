import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../services/client/library/client.js';
import { startServiceProcess } from '../support/services/service-process.js';

/** Timeout of the exporter, much longer than a stop takes on any machine. */
const EXPORT_MS = 600_000;
const LATEST_MS = 60_000;

describe('a trace collector that never answers', () => {
  let folder: string;
  const sockets = new Set<Socket>();
  const collector = createServer((socket) => sockets.add(socket.on('error', () => {})));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-collector-'));
    await once(collector.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    collector.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['orchestrator', 'all'] as const)('does not delay the stop of a process (%s)', async (service) => {
    const { port } = collector.address() as AddressInfo;
    const settings = {
      ...{ DATA_DIR: folder, WORKBOOK_DIR: folder, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
      ...{ OTEL_EXPORTER_OTLP_TIMEOUT: `${EXPORT_MS}`, OTEL_BSP_EXPORT_TIMEOUT: `${EXPORT_MS}` },
    };
    const { address, kill } = await startServiceProcess(service, settings);
    const client = createClient({ address });
    for (let i = 0; i < 20; i++) await client.listLotteries();
    client.close();
    const asked = performance.now();
    expect(await kill('SIGTERM')).toBe(0);
    const ms = performance.now() - asked;
    console.log(`stopped beside a hanging collector: ${ms.toFixed(0)} ms`);
    expect(ms).toBeLessThan(LATEST_MS);
  });
});
