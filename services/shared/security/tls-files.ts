import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { invalidArgument } from '../errors.js';
import { certificateExpiry } from '../observability/shared-metrics.js';
import { type NamedFile, WatchedFiles } from './watched-files.js';

/** A side of a TLS connection, PEM. */
export interface TlsIdentity {
  /** What this side shows, and the key to it. */
  cert?: Buffer;
  key?: Buffer;
  /** Who may have signed what the other side shows. */
  ca?: Buffer;
  /** When each certificate ends, by the setting that names its file, in seconds since 1970. */
  expirySeconds: Record<string, number>;
}

/**
 * Certificates from files, checked to be usable: readable, not expired, the key that of the certificate.
 * @throws DezenasError INVALID_ARGUMENT when they are not.
 */
export function watchTlsFiles(files: Partial<Record<'cert' | 'key' | 'ca', NamedFile>>): WatchedFiles<TlsIdentity> {
  const [alone, other] = files.cert && !files.key ? [files.cert, 'key'] : files.key && !files.cert ? [files.key, 'certificate'] : [];
  if (alone) throw invalidArgument([{ field: alone.setting, description: `must come with a ${other}` }]);
  const given = (['cert', 'key', 'ca'] as const).flatMap((role) => (files[role] ? [{ role, named: files[role] }] : []));
  return new WatchedFiles(
    given.map(({ named }) => named),
    (contents) => {
      const pems = Object.fromEntries(given.map(({ role }, i) => [role, contents[i]]));
      const certificates = given.flatMap(({ role, named }, i) => (role === 'key' ? [] : [[named.setting, expiryOf(contents[i])]]));
      // Throws when the key is not that of the certificate.
      createSecureContext(pems);
      return { ...pems, expirySeconds: Object.fromEntries(certificates) };
    },
  );
}

/** Of the first certificate of a file. @throws when it has ended. */
function expiryOf(pem: Buffer): number {
  const { validTo } = new X509Certificate(pem);
  const expiry = new Date(validTo);
  if (expiry < new Date()) throw new Error(`the certificate expired on ${validTo}`);
  return expiry.getTime() / 1000;
}

/** Shows when these certificates end. Returns how to end that. */
export function showExpiry(tls: WatchedFiles<TlsIdentity>): () => void {
  return certificateExpiry.show(() => tls.current.expirySeconds);
}
