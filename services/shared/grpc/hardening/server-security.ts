/** Reads the security settings of a server: TLS, tokens and limits. */

import type { Logger } from '../../observability/logging.js';
import { missingProtectionOf } from '../../security/check-exposure.js';
import { CreateLimit } from '../../security/create-limit.js';
import { type InternalTokenConfig, internalTokenList, watchInternalTokens } from '../../security/internal-token.js';
import { showExpiry, type TlsIdentity, watchTlsFiles } from '../../security/tls-files.js';
import { parseTokenFile, type TokenList } from '../../security/tokens.js';
import { WatchedFiles } from '../../security/watched-files.js';
import { INTERNAL_REQUESTS } from '../limits.js';
import type { RequestLimits } from '../read-requests.js';

export interface ServerSecurity {
  /** Undefined: no TLS. */
  tls: WatchedFiles<TlsIdentity> | undefined;
  /** Undefined: callers need no token. */
  tokens: (() => TokenList) | undefined;
  /** Rate limit per authenticated caller for these methods ("/package.Service/Method"). */
  limited: { methods: ReadonlySet<string>; limit: CreateLimit } | undefined;
  requests: RequestLimits;
  reflection: boolean;
  maxConnections: number;
  maxStreams: number;
  logger: Logger;
  /** Stops watching the files. */
  close(): void;
}

interface ServerSecurityConfig {
  HOST: string;
  ALLOW_INSECURE: boolean;
  TLS_CERT_FILE?: string;
  TLS_KEY_FILE?: string;
  TLS_CA_FILE?: string;
  RELOAD_SECONDS: number;
  REFLECTION: boolean;
  MAX_CONNECTIONS: number;
  MAX_STREAMS_PER_CONNECTION: number;
}

interface PublicConfig {
  AUTH_TOKENS_FILE?: string;
  CREATES_PER_MINUTE: number;
  MAX_REQUEST_BYTES: number;
  MAX_STREAMED_REQUEST_BYTES: number;
}

/**
 * Reads the security of a service that clients call.
 * @param limitedMethods methods that CREATES_PER_MINUTE limits.
 * @throws DezenasError INVALID_ARGUMENT when a file cannot be used.
 */
export function readPublicSecurity(config: ServerSecurityConfig & PublicConfig, logger: Logger, limitedMethods: string[]): ServerSecurity {
  const { AUTH_TOKENS_FILE: file, CREATES_PER_MINUTE } = config;
  const tokens =
    file === undefined ? undefined : new WatchedFiles([{ setting: 'AUTH_TOKENS_FILE', file }], ([content]) => parseTokenFile(content));
  warnIfExposed(missingProtectionOf(config, ['AUTH_TOKENS_FILE']), config, logger);
  return {
    ...openSecurity(config, logger, tokens),
    tokens: tokens && (() => tokens.current),
    requests: { single: config.MAX_REQUEST_BYTES, streamed: config.MAX_STREAMED_REQUEST_BYTES },
    limited: { methods: new Set(limitedMethods), limit: new CreateLimit(CREATES_PER_MINUTE) },
  };
}

/**
 * Reads the security of a service that only other services call.
 * @throws DezenasError INVALID_ARGUMENT when a file cannot be used.
 */
export function readInternalSecurity(config: ServerSecurityConfig & InternalTokenConfig, logger: Logger): ServerSecurity {
  const secrets = watchInternalTokens(config);
  let tokens = secrets && internalTokenList(secrets.current);
  secrets?.onChange((changed) => {
    tokens = internalTokenList(changed);
  });
  warnIfExposed(missingProtectionOf(config, ['INTERNAL_TOKEN_FILE', 'INTERNAL_TOKEN']), config, logger);
  return {
    ...openSecurity(config, logger, secrets),
    tokens: secrets && (() => tokens as TokenList),
    requests: INTERNAL_REQUESTS,
    limited: undefined,
  };
}

function openSecurity(
  config: ServerSecurityConfig,
  logger: Logger,
  secrets: { start(intervalMs: number, logger: Logger): unknown; stop(): void } | undefined,
) {
  const intervalMs = config.RELOAD_SECONDS * 1000;
  const tls = watchTls(config)?.start(intervalMs, logger);
  const hideExpiry = tls && showExpiry(tls);
  secrets?.start(intervalMs, logger);
  return {
    tls,
    reflection: config.REFLECTION,
    maxConnections: config.MAX_CONNECTIONS,
    maxStreams: config.MAX_STREAMS_PER_CONNECTION,
    logger,
    close: () => {
      tls?.stop();
      hideExpiry?.();
      secrets?.stop();
    },
  };
}

function watchTls({ TLS_CERT_FILE, TLS_KEY_FILE, TLS_CA_FILE }: ServerSecurityConfig): WatchedFiles<TlsIdentity> | undefined {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return undefined;
  return watchTlsFiles({
    cert: { setting: 'TLS_CERT_FILE', file: TLS_CERT_FILE },
    key: { setting: 'TLS_KEY_FILE', file: TLS_KEY_FILE },
    ca: TLS_CA_FILE === undefined ? undefined : { setting: 'TLS_CA_FILE', file: TLS_CA_FILE },
  });
}

function warnIfExposed(missing: string[], { HOST }: ServerSecurityConfig, logger: Logger): void {
  if (missing.length === 0) return;
  logger.warn(
    { host: HOST, missing },
    `INSECURE: ALLOW_INSECURE=true: ${HOST} is reachable from other machines without ${missing.join(' and without ')}`,
  );
}
