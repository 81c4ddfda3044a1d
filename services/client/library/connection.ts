import { invalidArgument } from '../../shared/errors.js';
import { createPeerCredentials, type PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { type TlsIdentity, watchTlsFiles } from '../../shared/security/tls-files.js';
import type { NamedFile, WatchedFiles } from '../../shared/security/watched-files.js';

/** The TLS files of a client, in PEM format. */
export interface ClientTls {
  /** The certificate authorities of the server. Default: the authorities that Node.js trusts. */
  caFile?: string;
  /** The client's certificate and its key, for a server that requires one. */
  certFile?: string;
  keyFile?: string;
}

export interface ConnectionSecurity {
  /** Undefined means a connection without TLS. */
  tls?: ClientTls;
  /** The token that every call carries. */
  token?: string;
  /** Allows sending the token to another machine without TLS. Default false. */
  allowInsecure?: boolean;
}

const RELOAD_MS = 10_000;
const TOKEN = /^[\x21-\x7e]{1,512}$/;

/**
 * Creates the credentials for one server. Until `close`, changed TLS files are read again.
 * @throws DezenasError INVALID_ARGUMENT when a file cannot be used or the token would be sent unencrypted.
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
  const toNamedFile = (setting: string, file: string | undefined): NamedFile | undefined =>
    file === undefined ? undefined : { setting, file };
  return watchTlsFiles({
    ca: toNamedFile('tls.caFile', caFile),
    cert: toNamedFile('tls.certFile', certFile),
    key: toNamedFile('tls.keyFile', keyFile),
  });
}
