import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { invalidArgument } from '../errors.js';
import { type NamedFile, WatchedFiles } from './watched-files.js';

/** A side of a TLS connection, PEM. */
export interface TlsIdentity {
  /** What this side shows, and the key to it. */
  cert?: Buffer;
  key?: Buffer;
  /** Who may have signed what the other side shows. */
  ca?: Buffer;
}

/**
 * Certificates from files, checked to be usable: readable, not expired, the key that of the certificate.
 * @throws DezenasError INVALID_ARGUMENT when they are not.
 */
export function watchTlsFiles(files: Partial<Record<keyof TlsIdentity, NamedFile>>): WatchedFiles<TlsIdentity> {
  const [alone, other] = files.cert && !files.key ? [files.cert, 'key'] : files.key && !files.cert ? [files.key, 'certificate'] : [];
  if (alone) throw invalidArgument([{ field: alone.setting, description: `must come with a ${other}` }]);
  const given = (['cert', 'key', 'ca'] as const).flatMap((role) => (files[role] ? [{ role, named: files[role] }] : []));
  return new WatchedFiles(
    given.map(({ named }) => named),
    (contents) => checked(Object.fromEntries(given.map(({ role }, i) => [role, contents[i]]))),
  );
}

function checked(identity: TlsIdentity): TlsIdentity {
  for (const pem of [identity.cert, identity.ca]) {
    if (!pem) continue;
    const { validTo } = new X509Certificate(pem);
    if (new Date(validTo) < new Date()) throw new Error(`the certificate expired on ${validTo}`);
  }
  // Throws when the key is not that of the certificate.
  createSecureContext(identity);
  return identity;
}
