import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../../deploy/certificates.js';
import { createClient } from '../../services/client/library/client.js';
import { LOOPBACK } from '../support/data/certificate-files.js';
import { type OrchestratorProcess, startOrchestratorProcess } from '../support/services/orchestrator-process.js';

const CREATES_PER_MINUTE = 2;
/** The prefix is longer than the 64 characters that a common name may have. */
const SERVICES = `spiffe://cluster.local/ns/${'n'.repeat(40)}/sa`;

let folder: string;
let authority: Authority;
let server: OrchestratorProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-certs-'));
  authority = await createAuthority('Test authority', 10);
  const own = await authority.issue('server', LOOPBACK, 1);
  const files = { TLS_CA_FILE: authority.cert, TLS_CERT_FILE: own.cert, TLS_KEY_FILE: own.key };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const settings = Object.fromEntries(Object.keys(files).map((name) => [name, join(folder, name)]));
  server = await startOrchestratorProcess({ DATA_DIR: folder, CREATES_PER_MINUTE: `${CREATES_PER_MINUTE}`, ...settings });
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

type AltNames = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>;

/**
 * Makes one call more than the limit, with a certificate that has these alternative names and no common name, and returns the error
 * codes.
 */
async function call(file: string, ...altNames: object[]): Promise<string[]> {
  const extensions = [
    { name: 'extKeyUsage', clientAuth: true },
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ] as AltNames;
  const { cert, private: key } = await generate([{ name: 'organizationName', value: 'Shop' }], {
    ...{ keyType: 'ec', algorithm: 'sha256', ca: authority, extensions },
    notAfterDate: new Date(Date.now() + 3_600_000),
  });
  const [certFile, keyFile] = [join(folder, `${file}.pem`), join(folder, `${file}-key.pem`)];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const client = createClient({ address: server.address, tls: { caFile: join(folder, 'TLS_CA_FILE'), certFile, keyFile } });
  try {
    const codes: string[] = [];
    for (let i = 0; i <= CREATES_PER_MINUTE; i++) {
      await client.createJob({ spec: { quantity: 0 } }).catch(({ code }) => codes.push(code));
    }
    return codes;
  } finally {
    client.close();
  }
}

const LIMITED = ['INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED'];

it('a caller whose certificate has only alternative names is limited by the first name, also with a renewed certificate', async () => {
  expect(await call('sales', { type: 6, value: `${SERVICES}/sales` }, { type: 2, value: 'sales.shop' })).toEqual(LIMITED);
  await expect.poll(server.log).toContain(`/ns/${'n'.repeat(40)}/sa/sales`.replaceAll('/', '_'));
  // The limit counts per minute, so both certificates must be used within the same minute.
  const renewed = async () => {
    await call('sales', { type: 6, value: `${SERVICES}/sales` });
    return new Set(await call('sales-2', { type: 6, value: `${SERVICES}/sales` }));
  };
  await expect.poll(renewed).toEqual(new Set(['RESOURCE_EXHAUSTED']));
  expect(await call('stock', { type: 6, value: `${SERVICES}/stock` })).toEqual(LIMITED);
});

it('a caller whose certificate has no name is limited by the fingerprint of the certificate', async () => {
  expect(await call('nameless')).toEqual(LIMITED);
  await expect.poll(server.log).toMatch(/"caller":"certificate:[0-9A-F]{2}(_[0-9A-F]{2}){31}"/);
  expect(await call('nameless-2')).toEqual(LIMITED);
});
