import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND } from '../support/clients/command.js';
import { CertificateFiles } from '../support/data/certificate-files.js';
import { startOrchestratorProcess } from '../support/services/orchestrator-process.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `dezenas` with these variables and no others than PATH. */
function dezenas(environment: Record<string, string>, ...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, LANG: 'C', TZ: 'UTC', XDG_DATA_HOME: folder, ...environment };
  return promisify(execFile)(process.execPath, [COMMAND, ...parameters], { cwd: folder, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('a proxy in the environment', () => {
  it.each(['http_proxy', 'https_proxy', 'grpc_proxy'])('%s gets no connection between the services of a command', async (name) => {
    let connections = 0;
    const proxy = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    // 500 games run on the generator, so that all three services call each other.
    const ended = await dezenas({ [name]: url }, 'generate', '-n', '500', '--seed', '1', '--out', `${name}.xlsx`, '-q');
    proxy.close();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect((await readFile(join(folder, `${name}.xlsx`))).subarray(0, 2).toString()).toBe('PK');
    expect(connections).toBe(0);
  });

  it('is named in the error when the proxy drops the connection to a remote server', async () => {
    const proxy = createServer((socket) => socket.destroy());
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { code, stderr } = await dezenas({ http_proxy: url }, 'health', '--address', 'dezenas.invalid:50051');
    proxy.close();
    expect(code).toBe(1);
    expect(stderr).not.toContain('undefined');
    expect(stderr).toMatch(/no connection to the server/);
  });
});

describe('certificate authorities in the environment', () => {
  it('NODE_EXTRA_CA_CERTS is trusted by --tls without --tls-ca', async () => {
    const authority = await CertificateFiles.create();
    const { certFile, keyFile } = await authority.issue('server');
    const server = await startOrchestratorProcess({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
    const health = (environment: Record<string, string>) =>
      dezenas(environment, 'health', '--address', server.address, '--tls', '--timeout', '20000');
    try {
      expect(await health({ NODE_EXTRA_CA_CERTS: authority.caFile })).toMatchObject({ code: 0 });
      expect(await health({})).toMatchObject({ code: 1 });
    } finally {
      await server.stop();
      await authority.remove();
    }
  });
});
