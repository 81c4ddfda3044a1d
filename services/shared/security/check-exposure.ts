import { invalidArgument } from '../errors.js';
import { Violations } from '../violations.js';
import { isLoopbackHost } from './loopback.js';

interface Exposure {
  HOST: string;
  ALLOW_INSECURE: boolean;
  TLS_CERT_FILE?: string;
  TLS_KEY_FILE?: string;
  TLS_CA_FILE?: string;
}

/**
 * Requires TLS and credentials of a server that other machines can reach, unless ALLOW_INSECURE is set.
 * @param credential names of the settings that each require a token of callers, such as AUTH_TOKENS_FILE.
 * @throws DezenasError INVALID_ARGUMENT with the missing settings.
 */
export function checkExposure<T extends Exposure>(config: T, credential: (keyof T & string)[]): void {
  const violations = new Violations();
  checkTlsFiles(config, violations);
  const missing = missingProtectionOf(config, credential);
  if (missing.length > 0 && !config.ALLOW_INSECURE) {
    const description = `${config.HOST} is reachable from other machines without ${missing.join(' and without ')}; set ALLOW_INSECURE=true to accept that`;
    violations.add('HOST', description);
  }
  violations.throwIfAny();
}

/**
 * Requires a loopback address for the metrics, unless METRICS_ALLOW_INSECURE or ALLOW_INSECURE is set.
 * @throws DezenasError INVALID_ARGUMENT for another address.
 */
export function checkMetricsHost(config: { METRICS_HOST: string; METRICS_ALLOW_INSECURE: boolean; ALLOW_INSECURE: boolean }): void {
  if (config.ALLOW_INSECURE || config.METRICS_ALLOW_INSECURE || isLoopbackHost(config.METRICS_HOST)) return;
  throw invalidArgument([
    {
      field: 'METRICS_HOST',
      description: `${config.METRICS_HOST} is reachable from other machines without encryption; set METRICS_ALLOW_INSECURE=true to accept that`,
    },
  ]);
}

/** Returns the protection that a server lacks, in words. Empty for a server on loopback. */
export function missingProtectionOf<T extends Exposure>(config: T, credential: (keyof T & string)[]): string[] {
  if (isLoopbackHost(config.HOST)) return [];
  const missing: string[] = [];
  if (config.TLS_CERT_FILE === undefined) missing.push('encryption (TLS_CERT_FILE, TLS_KEY_FILE)');
  if (config.TLS_CA_FILE === undefined && credential.every((name) => config[name] === undefined)) {
    missing.push(`credentials (${credential[0]} or TLS_CA_FILE)`);
  }
  return missing;
}

function checkTlsFiles({ TLS_CERT_FILE, TLS_KEY_FILE, TLS_CA_FILE }: Exposure, violations: Violations): void {
  if (TLS_CERT_FILE !== undefined && TLS_KEY_FILE === undefined) violations.add('TLS_KEY_FILE', 'must be set with TLS_CERT_FILE');
  if (TLS_CERT_FILE === undefined && TLS_KEY_FILE !== undefined) violations.add('TLS_CERT_FILE', 'must be set with TLS_KEY_FILE');
  if (TLS_CERT_FILE === undefined && TLS_CA_FILE !== undefined) violations.add('TLS_CERT_FILE', 'must be set with TLS_CA_FILE');
}
