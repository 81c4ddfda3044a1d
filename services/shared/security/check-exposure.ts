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
 * A server that others can reach has TLS and asks who they are.
 * @param credential the settings any of which makes callers show a token, such as AUTH_TOKENS_FILE.
 * @throws DezenasError INVALID_ARGUMENT naming what is missing, unless ALLOW_INSECURE is set.
 */
export function checkExposure<T extends Exposure>(config: T, credential: (keyof T & string)[]): void {
  const violations = new Violations();
  checkTlsFiles(config, violations);
  const missing = missingProtection(config, credential);
  if (missing.length > 0 && !config.ALLOW_INSECURE) {
    const description = `${config.HOST} is reachable from other machines without ${missing.join(' and without ')}; set ALLOW_INSECURE=true to accept that`;
    violations.add('HOST', description);
  }
  violations.throwIfAny();
}

/** @throws DezenasError INVALID_ARGUMENT when metrics would be open to others and that was not allowed. */
export function checkMetricsHost(config: { METRICS_HOST: string; METRICS_ALLOW_INSECURE: boolean; ALLOW_INSECURE: boolean }): void {
  if (config.ALLOW_INSECURE || config.METRICS_ALLOW_INSECURE || isLoopbackHost(config.METRICS_HOST)) return;
  throw invalidArgument([
    {
      field: 'METRICS_HOST',
      description: `${config.METRICS_HOST} is reachable from other machines without encryption; set METRICS_ALLOW_INSECURE=true to accept that`,
    },
  ]);
}

/** What a server that others can reach goes without; nothing on loopback. */
export function missingProtection<T extends Exposure>(config: T, credential: (keyof T & string)[]): string[] {
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
