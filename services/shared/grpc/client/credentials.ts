/** Credentials of clients: TLS and bearer tokens. */

import { rootCertificates } from 'node:tls';
import { type ChannelCredentials, type ClientOptions, credentials, experimental, InterceptingCall, type Interceptor } from '@grpc/grpc-js';
import { invalidArgument } from '../../errors.js';
import { isLoopbackAddress } from '../../security/loopback.js';
import type { TlsIdentity } from '../../security/tls-files.js';
import type { WatchedFiles } from '../../security/watched-files.js';

export interface PeerCredentials {
  readonly creds: ChannelCredentials;
  readonly options: ClientOptions;
}

export interface PeerSecurity {
  /** Undefined: no TLS. Without a `ca`, the authorities that Node.js trusts verify the server. */
  tls?: WatchedFiles<TlsIdentity>;
  /** Returns the token for the next call. */
  token?: () => string;
  /** Allows a token to be sent to another machine without TLS. */
  allowInsecure?: boolean;
}

export const NO_CREDENTIALS: PeerCredentials = { creds: credentials.createInsecure(), options: {} };

/**
 * Creates the credentials for one address. Clients with the same credentials object share connections.
 * @throws DezenasError INVALID_ARGUMENT when a token would be sent to another machine without encryption.
 */
export function createPeerCredentials(address: string, { tls, token, allowInsecure }: PeerSecurity): PeerCredentials {
  if (token && !tls && !allowInsecure && !isLoopbackAddress(address)) {
    const description = `the token would be sent to ${address} without encryption; use TLS, or set ALLOW_INSECURE=true to accept that`;
    throw invalidArgument([{ field: 'token', description }]);
  }
  return {
    creds: tls ? createTlsCredentials(tls) : credentials.createInsecure(),
    options: token ? { interceptors: [createBearerInterceptor(token)] } : {},
  };
}

/** Creates credentials that read the current certificates for each new connection. */
function createTlsCredentials(tls: WatchedFiles<TlsIdentity>): ChannelCredentials {
  const provider = new WatchedCertificates(tls);
  const hasIdentity = tls.current.cert !== undefined;
  return experimental.createCertificateProviderChannelCredentials(provider, hasIdentity ? provider : null);
}

/** Provides the watched certificates. grpc-js' own file watcher drops valid certificates while a file is missing. */
class WatchedCertificates implements experimental.CertificateProvider {
  readonly #caListeners = new Set<experimental.CaCertificateUpdateListener>();
  readonly #identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  readonly #tls: WatchedFiles<TlsIdentity>;

  constructor(tls: WatchedFiles<TlsIdentity>) {
    this.#tls = tls;
    tls.onChange(() => {
      for (const listener of this.#caListeners) listener(this.#ca());
      for (const listener of this.#identityListeners) listener(this.#identity());
    });
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#caListeners.add(listener);
    process.nextTick(() => listener(this.#ca()));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#caListeners.delete(listener);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identityListeners.add(listener);
    process.nextTick(() => listener(this.#identity()));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identityListeners.delete(listener);
  }

  #ca(): experimental.CaCertificateUpdate {
    return { caCertificate: this.#tls.current.ca ?? Buffer.from(rootCertificates.join('\n')) };
  }

  #identity(): experimental.IdentityCertificateUpdate | null {
    const { cert, key } = this.#tls.current;
    return cert && key ? { certificate: cert, privateKey: key } : null;
  }
}

/** Adds the token to each call. grpc-js' call credentials are not used because they need TLS, even on loopback. */
function createBearerInterceptor(token: () => string): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, listener, next) => {
        metadata.set('authorization', `Bearer ${token()}`);
        next(metadata, listener);
      },
    });
}
