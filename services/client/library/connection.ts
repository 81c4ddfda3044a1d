import { invalidArgument } from '../../shared/errors.js';
import { createPeerCredentials, type PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { type TlsIdentity, watchTlsFiles } from '../../shared/security/tls-files.js';
import type { NamedFile, WatchedFiles } from '../../shared/security/watched-files.js';

/** Certificates of a client, PEM files. */
export interface ClientTls {
  /** Who signed the certificate of the server. Default: the authorities that Node.js trusts. */
  caFile?: string;
  /** What to show a server that asks for a certificate, and the key of it. */
  certFile?: string;
  keyFile?: string;
}

export interface ConnectionSecurity {
  /** Undefined: no TLS. */
  tls?: ClientTls;
  /** Shown at every call. */
  token?: string;
  /** Let the token go to another machine without TLS. Default: refuse. */
  allowInsecure?: boolean;
}

const RELOAD_MS = 10_000;
const TOKEN = /^[\x21-\x7e]{1,512}$/;

/**
 * Credentials for one server, of a connection that lives until `close`: files that change are read again.
 * @throws DezenasError INVALID_ARGUMENT when a file cannot be used or the token would go out in the clear.
 */
export function openConnection(
  address: string,
  { tls, token, allowInsecure }: ConnectionSecurity,
): { credentials: PeerCredentials; close(): void } {
  if (token !== undefined && !TOKEN.test(token)) {
    throw invalidArgument([{ field: 'token', description: 'must be 1 to 512 characters, without spaces' }]);
  }
  const files = tls && watchFiles(tls);
  const credentials = createPeerCredentials(address, { tls: files, token: token === undefined ? undefined : () => token, allowInsecure });
  files?.start(RELOAD_MS, { info: () => {}, error: () => {} });
  return { credentials, close: () => files?.stop() };
}

function watchFiles({ caFile, certFile, keyFile }: ClientTls): WatchedFiles<TlsIdentity> {
  const named = (setting: string, file: string | undefined): NamedFile | undefined => (file === undefined ? undefined : { setting, file });
  return watchTlsFiles({ ca: named('tls.caFile', caFile), cert: named('tls.certFile', certFile), key: named('tls.keyFile', keyFile) });
}
