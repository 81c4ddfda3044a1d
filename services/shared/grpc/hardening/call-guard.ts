/** Decides, before any handler runs, whether a call is let in, and tells the handler who makes it. */

import type { PeerCertificate } from 'node:tls';
import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { DezenasError } from '../../errors.js';
import { logSeldom } from '../../security/log-seldom.js';
import type { Caller } from '../../security/tokens.js';
import { countRefused } from '../observe-calls.js';
import { toStatus } from '../status.js';
import { keepStream } from '../workarounds/open-streams.js';
import type { PeerAddress } from './connections.js';
import type { ServerSecurity } from './server-security.js';

/** Set here only: what a caller sends under these names is removed. */
const CALLER_KEY = 'x-dezenas-caller';
const MAX_QUANTITY_KEY = 'x-dezenas-max-quantity';
/** Probes have no token. */
const OPEN_SERVICE = '/grpc.health.v1.Health/';
/** Room for a fingerprint, and for the alternative names that services have. */
const MAX_NAME_LENGTH = 128;
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/** The caller that {@link guardCalls} found; undefined when nobody asked who it is. */
export function callerOf(metadata: Metadata): Pick<Caller, 'name' | 'maxQuantity'> | undefined {
  const [[name], [maxQuantity]] = [metadata.get(CALLER_KEY), metadata.get(MAX_QUANTITY_KEY)];
  return name === undefined ? undefined : { name: String(name), maxQuantity: maxQuantity === undefined ? undefined : Number(maxQuantity) };
}

/** @param keep gets the peer of each call that was let in. */
export function guardCalls({ tokens, limited, logger }: ServerSecurity, keep: (peer: PeerAddress) => void): ServerInterceptor {
  const refused = logSeldom((times) => logger.warn({ times }, 'calls without a valid token were refused'));

  const identify = (metadata: Metadata, certificateName: string | undefined): Caller | undefined => {
    const [authorization, ...more] = metadata.get('authorization');
    // The token goes no further: no handler can log it.
    metadata.remove('authorization');
    metadata.remove(CALLER_KEY);
    metadata.remove(MAX_QUANTITY_KEY);
    if (!tokens) return certificateName === undefined ? undefined : { name: certificateName };
    const token = typeof authorization === 'string' && more.length === 0 ? BEARER.exec(authorization)?.[1] : undefined;
    const caller = token === undefined ? undefined : tokens().find(token);
    if (caller) return caller;
    refused();
    throw new DezenasError('UNAUTHENTICATED', 'a valid token is needed (metadata "authorization: Bearer TOKEN")', {
      reason: 'TOKEN_REQUIRED',
    });
  };

  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            keepStream(metadata, call);
            if (path.startsWith(OPEN_SERVICE)) return pass(metadata);
            let caller: Caller | undefined;
            const admit = async () => {
              caller = identify(metadata, nameOnCertificate(call.getAuthContext().sslPeerCertificate));
              keep(call.getConnectionInfo());
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
 * Its common name, else its first alternative name, else its fingerprint: whoever shows a certificate has a name.
 * Certificates are signed by an authority that was chosen, yet what they say goes to a log.
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
