/**
 * `npm run certs` creates a certificate authority, certificates and tokens in deploy/certs, for a local cluster with TLS
 * (deploy/compose.tls.yml), and replaces no existing files. In production use your own certificates.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createToken, hashToken } from '../services/shared/security/tokens.js';
import { createAuthority } from './certificates.js';

const DAYS = 365;
/** Names under which the services call each other, and under which this machine calls them. */
const HOSTS = ['orchestrator', 'generator', 'excel-writer', 'localhost', '127.0.0.1', '::1'];

// The compiled file is in dist/deploy/.
const folder = fileURLToPath(new URL('../../deploy/certs', import.meta.url));
if (existsSync(join(folder, 'ca.pem'))) {
  process.stdout.write(`${folder} has certificates already; remove the files in it for new ones\n`);
} else {
  mkdirSync(folder, { recursive: true });
  const authority = await createAuthority('Dezenas local authority', DAYS);
  const [server, client] = [await authority.issue('dezenas', HOSTS, DAYS), await authority.issue('dezenas-client', ['localhost'], DAYS)];
  const token = createToken();
  const tokens = [{ name: 'local', sha256: hashToken(token).toString('hex') }];
  const files: [name: string, text: string][] = [
    ['ca.pem', authority.cert],
    ['server.pem', server.cert],
    ['server-key.pem', server.key],
    ['client.pem', client.cert],
    ['client-key.pem', client.key],
    ['internal-token', `${createToken()}\n`],
    ['token', `${token}\n`],
    ['tokens.json', `${JSON.stringify(tokens, null, 2)}\n`],
    // The key of the authority is not stored, because its owner can issue a certificate with any name.
  ];
  // The containers run as another user and must read the files. Use these keys only on this machine.
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { mode: 0o644 });
  process.stdout.write(`${files.map(([name]) => join(folder, name)).join('\n')}\n`);
}
