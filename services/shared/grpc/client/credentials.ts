/** How a client shows who it is and checks whom it talks to. */

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
  /** Undefined: no TLS. Without a `ca`, the authorities that Node.js trusts. */
  tls?: WatchedFiles<TlsIdentity>;
  /** Shown at every call. */
  token?: () => string;
  /** A token may go to another machine without TLS. */
  allowInsecure?: boolean;
}

export const NO_CREDENTIALS: PeerCredentials = { creds: credentials.createInsecure(), options: {} };

/**
 * Credentials for the channels to one address. The clients of one result share their connections.
 * @throws DezenasError INVALID_ARGUMENT when a token would leave this machine in the clear.
 */
export function createPeerCredentials(address: string, { tls, token, allowInsecure }: PeerSecurity): PeerCredentials {
  if (token && !tls && !allowInsecure && !isLoopbackAddress(address)) {
    const description = `a token would go to ${address} without encryption: use TLS, or ALLOW_INSECURE=true to accept that`;
    throw invalidArgument([{ field: 'token', description }]);
  }
  return { creds: tls ? tlsCredentials(tls) : credentials.createInsecure(), options: token ? { interceptors: [bearer(token)] } : {} };
}

/** Each new connection takes the certificates as they are then. */
function tlsCredentials(tls: WatchedFiles<TlsIdentity>): ChannelCredentials {
  const provider = new Certificates(tls);
  const hasIdentity = tls.current.cert !== undefined;
  return experimental.createCertificateProviderChannelCredentials(provider, hasIdentity ? provider : null);
}

/** What grpc-js has for files itself forgets good certificates when a file is gone for a moment. */
class Certificates implements experimental.CertificateProvider {
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

/** grpc-js has call credentials for this, and refuses them without TLS, on loopback too. */
function bearer(token: () => string): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, listener, next) => {
        metadata.set('authorization', `Bearer ${token()}`);
        next(metadata, listener);
      },
    });
}
