import { describe, expect, it } from 'vitest';
import { readExcelWriterConfig } from '../../services/excel-writer/config.js';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { readOrchestratorConfig } from '../../services/orchestrator/config.js';
import { isLoopbackAddress } from '../../services/shared/security/loopback.js';

const TLS = { TLS_CERT_FILE: '/c.pem', TLS_KEY_FILE: '/k.pem' };
const MUTUAL = { ...TLS, TLS_CA_FILE: '/ca.pem' };
const SECRET = 'x'.repeat(32);

const SERVICES: [string, (environment: Record<string, string>) => unknown, Record<string, string>, string][] = [
  ['orchestrator', readOrchestratorConfig, { AUTH_TOKENS_FILE: '/tokens.json' }, 'AUTH_TOKENS_FILE'],
  ['generator', readGeneratorConfig, { INTERNAL_TOKEN_FILE: '/token' }, 'INTERNAL_TOKEN_FILE'],
  ['excel-writer', readExcelWriterConfig, { INTERNAL_TOKEN: SECRET }, 'INTERNAL_TOKEN_FILE'],
];

describe.each(SERVICES)('the %s', (_, read, credential, name) => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost'])('listens on %s without TLS and credentials', (HOST) => {
    expect(read({ HOST })).toMatchObject({ HOST });
  });

  it.each([
    [{}, ['without encryption', 'without credentials', name]],
    [TLS, ['without credentials', name]],
    [credential, ['without encryption', 'TLS_CERT_FILE']],
  ])('refuses another host when only %j is set, and reports the missing settings', (settings, words) => {
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.0.0.1.example.com']) {
      for (const word of [...words, HOST]) expect(() => read({ HOST, ...settings })).toThrow(word);
    }
  });

  it('listens on another host with TLS and credentials, with mutual TLS, or with ALLOW_INSECURE', () => {
    for (const settings of [{ ...TLS, ...credential }, MUTUAL, { ALLOW_INSECURE: 'true' }] as Record<string, string>[]) {
      expect(read({ HOST: '0.0.0.0', ...settings })).toMatchObject({ HOST: '0.0.0.0' });
    }
  });

  it('refuses incomplete TLS settings', () => {
    expect(() => read({ TLS_CERT_FILE: '/c.pem' })).toThrow('TLS_KEY_FILE: must be set with TLS_CERT_FILE');
    expect(() => read({ TLS_KEY_FILE: '/k.pem' })).toThrow('TLS_CERT_FILE: must be set with TLS_KEY_FILE');
    expect(() => read({ TLS_CA_FILE: '/ca.pem' })).toThrow('TLS_CERT_FILE: must be set with TLS_CA_FILE');
  });

  it('refuses an internal token that is too short or has a space', () => {
    for (const INTERNAL_TOKEN of ['secret', 'x'.repeat(31), `${'x'.repeat(40)} y`]) {
      expect(() => read({ INTERNAL_TOKEN })).toThrow('INTERNAL_TOKEN: must be 32 to 512 characters');
    }
  });
});

describe('isLoopbackAddress', () => {
  it.each(['127.0.0.1:1', 'localhost:1', '[::1]:1', 'dns:///localhost:1', 'ipv4:127.0.0.1:1', 'unix:/run/x.sock'])(
    'is true for %s',
    (address) => {
      expect(isLoopbackAddress(address)).toBe(true);
    },
  );

  it.each(['10.0.0.1:1', 'example.com:1', 'dns:///generator:1', 'localhost.example.com:1', '[2001:db8::1]:1'])(
    'is false for %s',
    (address) => {
      expect(isLoopbackAddress(address)).toBe(false);
    },
  );
});
