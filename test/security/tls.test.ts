import { execFile } from 'node:child_process';
import { appendFile, copyFile, writeFile } from 'node:fs/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOptions, createClient, type DezenasClient } from '../../services/client/library/client.js';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { startGenerator } from '../../services/generator/service.js';
import { createLogger } from '../../services/shared/observability/logging.js';
import { startPrometheus } from '../../services/shared/observability/prometheus.js';
import { COMMAND } from '../support/clients/command.js';
import { CertificateFiles } from '../support/data/certificate-files.js';
import { type OrchestratorProcess, startOrchestratorProcess } from '../support/services/orchestrator-process.js';
import { startServices } from '../support/services/services.js';

const DAY_MS = 24 * 3_600_000;

let ours: CertificateFiles;
let theirs: CertificateFiles;
let server: OrchestratorProcess | undefined;
let clients: DezenasClient[] = [];

beforeAll(async () => {
  [ours, theirs] = [await CertificateFiles.create(), await CertificateFiles.create('Another authority')];
});

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await server?.stop();
  server = undefined;
});

afterAll(() => Promise.all([ours.remove(), theirs.remove()]));

describe('a server with TLS', () => {
  it('answers only clients that use TLS and trust its certificate authority', async () => {
    const { certFile, keyFile } = await ours.issue('server');
    server = await start({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
    await expect(list({ tls: { caFile: ours.caFile } })).resolves.toHaveLength(14);
    await expect(list({ tls: { caFile: theirs.caFile } })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(list({ tls: {} })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(list({})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is refused by clients when its certificate names another host', async () => {
    const { certFile, keyFile } = await ours.issue('elsewhere', 1, ['example.com']);
    server = await start({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
    await expect(list({ tls: { caFile: ours.caFile } })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('does not start with unusable certificate files, and reports the setting or the cause', async () => {
    const { certFile, keyFile } = await ours.issue('server');
    const other = await ours.issue('other');
    const old = await ours.issue('old', -1);
    await writeFile(ours.path('garbage.pem'), 'garbage');
    for (const [settings, words] of [
      [{ TLS_CERT_FILE: ours.path('none.pem'), TLS_KEY_FILE: keyFile }, 'TLS_CERT_FILE: cannot be read'],
      [{ TLS_CERT_FILE: certFile, TLS_KEY_FILE: other.keyFile }, 'key values mismatch'],
      [{ TLS_CERT_FILE: ours.path('garbage.pem'), TLS_KEY_FILE: keyFile }, 'TLS_CERT_FILE, TLS_KEY_FILE'],
      [{ TLS_CERT_FILE: old.certFile, TLS_KEY_FILE: old.keyFile }, 'the certificate expired on'],
    ] as const) {
      await expect(start(settings)).rejects.toThrow(words);
    }
  });

  it('loads new certificates without closing connections, and keeps the old certificate when the new one is unusable', async () => {
    const { certFile, keyFile } = await ours.issue('changing');
    server = await start({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, RELOAD_SECONDS: '1' });
    const first = await shownCertificate();
    const connected = createClient({ address: server.address, tls: { caFile: ours.caFile } });
    clients.push(connected);
    await connected.listLotteries();

    await ours.issue('changing');
    await expect.poll(shownCertificate, { timeout: 60_000 }).not.toBe(first);
    const second = await shownCertificate();
    await expect(connected.listLotteries()).resolves.toHaveLength(14);
    await expect(list({ tls: { caFile: ours.caFile } })).resolves.toHaveLength(14);

    await appendFile(keyFile, '\n');
    await copyFile(ours.caFile, certFile);
    await expect.poll(() => server?.log(), { timeout: 60_000 }).toContain('the previous values stay in use');
    expect(await shownCertificate()).toBe(second);
    await expect(list({ tls: { caFile: ours.caFile } })).resolves.toHaveLength(14);
  });
});

describe('the metric dezenas_certificate_expiry_timestamp_seconds', () => {
  it('reports the expiry of each certificate by setting, and changes when the file changes', async () => {
    const metrics = startPrometheus();
    const shown = async () =>
      Object.fromEntries(
        [...(await metrics.read()).matchAll(/^dezenas_certificate_expiry_timestamp_seconds\{setting="(\w+)"\} (\S+)$/gm)].map(
          ([, setting, value]) => [setting, Math.round((Number(value) * 1000 - Date.now()) / DAY_MS)],
        ),
      );
    expect(await shown()).toEqual({});
    const { certFile, keyFile } = await ours.issue('measured', 30);
    const settings = { PORT: '0', GENERATOR_THREADS: '1', TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, RELOAD_SECONDS: '1' };
    const generator = await startGenerator(readGeneratorConfig(settings), createLogger('test', 'fatal'));
    try {
      expect(await shown()).toEqual({ TLS_CERT_FILE: 30 });
      await ours.issue('measured', 60);
      await expect.poll(shown).toEqual({ TLS_CERT_FILE: 60 });
    } finally {
      await generator.stop();
    }
    expect(await shown()).toEqual({});
  });
});

describe('a server with TLS_CA_FILE', () => {
  it('answers only clients whose certificate its authority signed, and limits each caller by the name in the certificate', async () => {
    const { certFile, keyFile } = await ours.issue('server');
    server = await start({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: ours.caFile, CREATES_PER_MINUTE: '1' });
    const caFile = ours.caFile;
    const [good, forged, old] = [await ours.issue('loja-1'), await theirs.issue('loja-1'), await ours.issue('loja-old', -1)];
    await expect(list({ tls: { caFile, certFile: good.certFile, keyFile: good.keyFile } })).resolves.toHaveLength(14);
    await expect(list({ tls: { caFile, certFile: forged.certFile, keyFile: forged.keyFile } })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await expect(list({ tls: { caFile } })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // createClient refuses an expired certificate before it connects.
    expect(() => createClient({ tls: { caFile, certFile: old.certFile, keyFile: old.keyFile } })).toThrow('the certificate expired on');
    expect(await connectWith(good)).toBe('served');
    for (const bad of [old, forged, {}]) expect(await connectWith(bad)).toBe('refused');
    await expect.poll(() => server?.log()).toContain('TLS handshakes failed');
    // The limits of a caller apply to the name in its certificate, as they apply to the name of a token.
    const client = createClient({ address: server.address, tls: { caFile, certFile: good.certFile, keyFile: good.keyFile } });
    clients.push(client);
    await expect(client.createJob({ spec: { quantity: 0 } })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(client.createJob({ spec: { quantity: 0 } })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'RATE_LIMITED' });
    await expect.poll(server.log).toContain('"caller":"certificate:loja-1"');
  });

  it('completes a job when all services use mutual TLS', async () => {
    const { certFile, keyFile } = await ours.issue('service');
    const client = await ours.issue('client');
    const services = await startServices(
      {
        TLS_CERT_FILE: certFile,
        TLS_KEY_FILE: keyFile,
        TLS_CA_FILE: ours.caFile,
        PEER_CA_FILE: ours.caFile,
        PEER_CERT_FILE: certFile,
        PEER_KEY_FILE: keyFile,
      },
      undefined,
      { tls: { caFile: ours.caFile, certFile: client.certFile, keyFile: client.keyFile } },
    );
    try {
      const { id } = await services.jobs.create({ spec: { quantity: 1_000, seed: 1 } });
      expect(await services.jobs.end(id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
      expect((await services.jobs.download(id)).subarray(0, 2).toString()).toBe('PK');
    } finally {
      await services.stop();
    }
  });

  it('accepts the command and its health check with certificate files, and refuses them without', async () => {
    const { certFile, keyFile } = await ours.issue('server');
    server = await start({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: ours.caFile });
    const at = ['--address', `localhost:${server.port}`];
    const files = ['--tls-ca', ours.caFile, '--tls-cert', certFile, '--tls-key', keyFile];
    const run = (...parameters: string[]) => promisify(execFile)(process.execPath, [COMMAND, ...parameters]);
    // The server reports SERVING once its first readiness checks are done.
    await expect.poll(() => run('health', '--timeout', '60000', ...at, ...files)).toMatchObject({ stdout: 'SERVING\n' });
    expect(JSON.parse((await run('lotteries', '--json', ...at, ...files)).stdout)).toHaveLength(14);
    await expect(run('health', ...at)).rejects.toMatchObject({ code: 1 });
    await expect(run('health', ...at, ...files.slice(0, 4))).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs a key'),
    });
  });
});

function start(settings: Record<string, string>): Promise<OrchestratorProcess> {
  return startOrchestratorProcess({ DATA_DIR: ours.folder, ...settings });
}

async function list(security: Omit<ClientOptions, 'address'>) {
  const client = createClient({ address: server?.address, ...security });
  clients.push(client);
  return client.listLotteries();
}

/** Serial number of the certificate that the server presents to a new connection. */
async function shownCertificate(): Promise<string> {
  const socket = await open({});
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** Opens a connection with this client certificate, and resolves to whether the server accepts the connection. */
async function connectWith({ cert, key }: { cert?: string; key?: string }): Promise<'served' | 'refused'> {
  const socket = await open({ cert, key });
  return new Promise((resolve) => {
    // A server that accepts the connection sends its SETTINGS frame first.
    socket.on('data', () => {
      resolve('served');
      socket.destroy();
    });
    socket.on('error', () => resolve('refused')).on('close', () => resolve('refused'));
  });
}

function open(identity: { cert?: string; key?: string }): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls(
      { port: server?.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'], ...identity },
      () => resolve(socket),
    );
    socket.once('error', reject);
  });
}
