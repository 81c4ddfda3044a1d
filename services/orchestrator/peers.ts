import { createPeerCredentials, type PeerCredentials } from '../shared/grpc/client/credentials.js';
import type { Logger } from '../shared/observability/logging.js';
import { type InternalTokenConfig, watchInternalTokens } from '../shared/security/internal-token.js';
import { isLoopbackAddress } from '../shared/security/loopback.js';
import { showExpiry, watchTlsFiles } from '../shared/security/tls-files.js';
import type { NamedFile } from '../shared/security/watched-files.js';

interface PeerConfig extends InternalTokenConfig {
  PEER_CA_FILE?: string;
  PEER_CERT_FILE?: string;
  PEER_KEY_FILE?: string;
  RELOAD_SECONDS: number;
  ALLOW_INSECURE: boolean;
}

/**
 * Reads the credentials for calls to generators and the excel-writer.
 * @throws DezenasError INVALID_ARGUMENT when a file cannot be used.
 */
export function openPeers(config: PeerConfig, logger: Logger): { credentials(address: string): PeerCredentials; close(): void } {
  const intervalMs = config.RELOAD_SECONDS * 1000;
  const [ca, cert, key] = [namedFile('PEER_CA_FILE'), namedFile('PEER_CERT_FILE'), namedFile('PEER_KEY_FILE')];
  const tls = ca || cert || key ? watchTlsFiles({ ca, cert, key }).start(intervalMs, logger) : undefined;
  const hideExpiry = tls && showExpiry(tls);
  const tokens = watchInternalTokens(config)?.start(intervalMs, logger);
  const token = tokens && (() => tokens.current[0]);
  return {
    credentials: (address) => {
      if (!tls && !isLoopbackAddress(address)) logger.warn({ address }, 'INSECURE: calls to this address are not encrypted (PEER_CA_FILE)');
      return createPeerCredentials(address, { tls, token, allowInsecure: config.ALLOW_INSECURE, withoutProxy: true });
    },
    close: () => {
      tls?.stop();
      hideExpiry?.();
      tokens?.stop();
    },
  };

  function namedFile(setting: 'PEER_CA_FILE' | 'PEER_CERT_FILE' | 'PEER_KEY_FILE'): NamedFile | undefined {
    const file = config[setting];
    return file === undefined ? undefined : { setting, file };
  }
}
