/** Credentials of clients: TLS and bearer tokens. */

import * as tlsModule from 'node:tls';
import { type ChannelCredentials, type ClientOptions, credentials, experimental, InterceptingCall, type Interceptor } from '@grpc/grpc-js';
import { invalidArgument } from '../../errors.js';
import { isLoopbackAddress } from '../../security/loopback.js';
import type { TlsIdentity } from '../../security/tls-files.js';
import type { WatchedFiles } from '../../security/watched-files.js';
import { WITHOUT_PROXY } from './proxy.js';

export interface PeerCredentials {
  readonly creds: ChannelCredentials;
  readonly options: ClientOptions;
}

export interface PeerSecurity {
  /** If undefined, TLS is off. Without a `ca`, the server's certificate is verified against the authorities that Node.js trusts. */
  tls?: WatchedFiles<TlsIdentity>;
  /** Returns the token for the next call. */
  token?: () => string;
  /** Allows a token to be sent to another machine without TLS. */
  allowInsecure?: boolean;
  /** Connects directly, without a proxy: for calls between the services. */
  withoutProxy?: boolean;
}

export const NO_CREDENTIALS: PeerCredentials = { creds: credentials.createInsecure(), options: {} };

/**
 * Creates the credentials for one address. Clients with the same credentials object share connections.
 * @throws DezenasError INVALID_ARGUMENT when a token would be sent to another machine without encryption.
 */
export function createPeerCredentials(address: string, { tls, token, allowInsecure, withoutProxy }: PeerSecurity): PeerCredentials {
  if (token && !tls && !allowInsecure && !isLoopbackAddress(address)) {
    const description = `the token would be sent to ${address} without encryption; use TLS, or set ALLOW_INSECURE=true to accept that`;
    throw invalidArgument([{ field: 'token', description }]);
  }
  return {
    creds: tls ? createTlsCredentials(tls) : credentials.createInsecure(),
    options: {
      ...(token ? { interceptors: [createBearerInterceptor(token)] } : {}),
      ...(withoutProxy ? WITHOUT_PROXY : {}),
    },
  };
}

/**
 * Creates credentials that read the current certificates for each new connection. Without any file, Node.js' own trust applies, which
 * NODE_EXTRA_CA_CERTS, --use-system-ca and --use-openssl-ca extend.
 */
function createTlsCredentials(tls: WatchedFiles<TlsIdentity>): ChannelCredentials {
  if (!tls.current.ca && !tls.current.cert) return credentials.createSsl();
  const provider = new WatchedCertificates(tls);
  const hasIdentity = tls.current.cert !== undefined;
  return experimental.createCertificateProviderChannelCredentials(provider, hasIdentity ? provider : null);
}

/** Returns the certificates that Node.js trusts. Before Node.js 22.15, the certificates of NODE_EXTRA_CA_CERTS cannot be listed. */
function trustedCertificates(): readonly string[] {
  const { getCACertificates } = tlsModule as { getCACertificates?: (type: 'default') => string[] };
  return getCACertificates?.('default') ?? tlsModule.rootCertificates;
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
    return { caCertificate: this.#tls.current.ca ?? Buffer.from(trustedCertificates().join('\n')) };
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
