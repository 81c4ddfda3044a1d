import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { invalidArgument } from '../errors.js';
import { certificateExpiry } from '../observability/shared-metrics.js';
import { type NamedFile, WatchedFiles } from './watched-files.js';

/** The certificates and the key of one side of a TLS connection, in PEM. */
export interface TlsIdentity {
  /** The certificate that this side presents, and its private key. */
  cert?: Buffer;
  key?: Buffer;
  /** The authorities that verify the certificate of the other side. */
  ca?: Buffer;
  /** Expiry of each certificate in seconds since 1970, by the setting that names the file. */
  expirySeconds: Record<string, number>;
}

/**
 * Reads and watches certificate files. Checks that the certificates have not expired and that the key matches the certificate.
 * @throws DezenasError INVALID_ARGUMENT for unusable files.
 */
export function watchTlsFiles(files: Partial<Record<'cert' | 'key' | 'ca', NamedFile>>): WatchedFiles<TlsIdentity> {
  const [alone, other] = files.cert && !files.key ? [files.cert, 'key'] : files.key && !files.cert ? [files.key, 'certificate'] : [];
  if (alone) throw invalidArgument([{ field: alone.setting, description: `needs a ${other}` }]);
  const entries = (['cert', 'key', 'ca'] as const).flatMap((role) => (files[role] ? [{ role, named: files[role] }] : []));
  return new WatchedFiles(
    entries.map(({ named }) => named),
    (contents) => {
      const pems = Object.fromEntries(entries.map(({ role }, i) => [role, contents[i]]));
      const certificates = entries.flatMap(({ role, named }, i) => (role === 'key' ? [] : [[named.setting, expiryOf(contents[i])]]));
      // Throws if the key does not match the certificate.
      createSecureContext(pems);
      return { ...pems, expirySeconds: Object.fromEntries(certificates) };
    },
  );
}

/**
 * Returns the expiry of the first certificate of a file, in seconds since 1970.
 * @throws Error when the certificate has expired.
 */
function expiryOf(pem: Buffer): number {
  const { validTo } = new X509Certificate(pem);
  const expiry = new Date(validTo);
  if (expiry < new Date()) throw new Error(`the certificate expired on ${validTo}`);
  return expiry.getTime() / 1000;
}

/** Reports the expiry of these certificates as a metric. Returns a function that stops the report. */
export function showExpiry(tls: WatchedFiles<TlsIdentity>): () => void {
  return certificateExpiry.show(() => tls.current.expirySeconds);
}
