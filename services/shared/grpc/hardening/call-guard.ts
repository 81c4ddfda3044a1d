/** Authenticates calls before a handler runs, and passes the caller to the handler. */

import type { PeerCertificate } from 'node:tls';
import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { DezenasError } from '../../errors.js';
import { throttleLog } from '../../security/throttle-log.js';
import type { Caller } from '../../security/tokens.js';
import { countRefused } from '../observe-calls.js';
import { toStatus } from '../status.js';
import { registerStream } from '../workarounds/open-streams.js';
import type { PeerAddress } from './connections.js';
import type { ServerSecurity } from './server-security.js';

/** Metadata that only this file sets. Values that a caller sends under these names are removed. */
const CALLER_KEY = 'x-dezenas-caller';
const MAX_QUANTITY_KEY = 'x-dezenas-max-quantity';
/** Health checks need no token, because probes have none. */
const OPEN_SERVICE = '/grpc.health.v1.Health/';
/** Enough for a fingerprint and for the usual alternative names of services. */
const MAX_NAME_LENGTH = 128;
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/** Returns the caller that {@link guardCalls} identified. Undefined if the server does not authenticate callers. */
export function callerOf(metadata: Metadata): Pick<Caller, 'name' | 'maxQuantity'> | undefined {
  const [[name], [maxQuantity]] = [metadata.get(CALLER_KEY), metadata.get(MAX_QUANTITY_KEY)];
  return name === undefined ? undefined : { name: String(name), maxQuantity: maxQuantity === undefined ? undefined : Number(maxQuantity) };
}

/**
 * Creates the interceptor that authenticates calls and applies the rate limit.
 * @param onAdmitted called with the peer of each admitted call.
 */
export function guardCalls({ tokens, limited, logger }: ServerSecurity, onAdmitted: (peer: PeerAddress) => void): ServerInterceptor {
  const logRefused = throttleLog((times) => logger.warn({ times }, 'calls without a valid token were refused'));

  const identify = (metadata: Metadata, certificateName: string | undefined): Caller | undefined => {
    const [authorization, ...more] = metadata.get('authorization');
    // The token is removed, so that no handler can log it.
    metadata.remove('authorization');
    metadata.remove(CALLER_KEY);
    metadata.remove(MAX_QUANTITY_KEY);
    if (!tokens) return certificateName === undefined ? undefined : { name: certificateName };
    const token = typeof authorization === 'string' && more.length === 0 ? BEARER.exec(authorization)?.[1] : undefined;
    const caller = token === undefined ? undefined : tokens().find(token);
    if (caller) return caller;
    logRefused();
    throw new DezenasError('UNAUTHENTICATED', 'a valid token is needed (metadata "authorization: Bearer TOKEN")', {
      reason: 'TOKEN_REQUIRED',
    });
  };

  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            registerStream(metadata, call);
            if (path.startsWith(OPEN_SERVICE)) return pass(metadata);
            let caller: Caller | undefined;
            const admit = async () => {
              caller = identify(metadata, nameOnCertificate(call.getAuthContext().sslPeerCertificate));
              onAdmitted(call.getConnectionInfo());
              if (!caller) return;
              metadata.set(CALLER_KEY, caller.name);
              if (caller.maxQuantity !== undefined) metadata.set(MAX_QUANTITY_KEY, String(caller.maxQuantity));
              if (limited?.methods.has(path)) await limited.limit.take(caller);
            };
            admit().then(
              () => pass(metadata),
              (error) => {
                const status = toStatus(error);
                countRefused(path, status.code);
                if (caller) logger.info({ method: path, caller: caller.name, reason: error.reason }, 'call refused');
                call.sendStatus(status);
              },
            );
          },
        }),
    });
}

/**
 * Returns the common name of a certificate, else its first alternative name, else its fingerprint. Other characters than letters, digits, `_`,
 * `.` and `-` are replaced, because the name is logged.
 */
function nameOnCertificate(certificate: PeerCertificate | undefined): string | undefined {
  if (!certificate) return undefined;
  const { subject, subjectaltname, fingerprint256 } = certificate;
  // "URI:spiffe://shop/sales, DNS:sales.shop"
  const alternative = subjectaltname?.split(', ')[0].replace(/^[^:]*:/, '');
  return `certificate:${String(subject?.CN || alternative || fingerprint256)
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, MAX_NAME_LENGTH)}`;
}
