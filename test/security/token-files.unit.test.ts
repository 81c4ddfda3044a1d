import { describe, expect, it } from 'vitest';
import { createToken, hashToken, parseTokenFile, type TokenEntry } from '../../services/shared/security/tokens.js';

describe('parseTokenFile', () => {
  const sha256 = 'a'.repeat(64);
  it.each([
    ['{', 'must be JSON'],
    ['{}', 'the list'],
    ['[{"name":"a"}]', '0.sha256'],
    [`[{"name":"a b","sha256":"${sha256}"}]`, '0.name: must be 1 to 64 letters'],
    [`[{"name":"a","sha256":"${sha256.toUpperCase()}"}]`, '0.sha256: must be the SHA-256'],
    [`[{"name":"a","sha256":"${sha256}","token":"x"}]`, 'token'],
    [`[{"name":"a","sha256":"${sha256}","createsPerMinute":0}]`, '0.createsPerMinute'],
    [`[{"name":"a","sha256":"${sha256}","expires":"2027-02-30"}]`, '0.expires: must be a date'],
    [`[{"name":"a","sha256":"${sha256}"},{"name":"a","sha256":"${'b'.repeat(64)}"}]`, '1.name: is a duplicate of entry 0 (a, a)'],
    [`[{"name":"a","sha256":"${sha256}"},{"name":"b","sha256":"${sha256}"}]`, '1.sha256: is a duplicate of entry 0 (a, b)'],
  ])('refuses %s with the error: %s', (text, words) => {
    expect(() => parseTokenFile(Buffer.from(text))).toThrow(words);
  });

  it('accepts a byte order mark at the start of the file', () => {
    const token = createToken();
    const text = JSON.stringify([entry('a', token)]);
    expect(parseTokenFile(Buffer.from(`\ufeff${text}`)).find(token)).toMatchObject({ name: 'a' });
  });

  it('reports the first ten errors, and the number of other errors', () => {
    const text = JSON.stringify(Array.from({ length: 9_000 }, (_, i) => ({ name: `a${i}`, sha256: `wrong ${i}` })));
    let message = '';
    try {
      parseTokenFile(Buffer.from(text));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split('; ')).toHaveLength(11);
    expect(message).toMatch(/^0\.sha256: .*; 9\.sha256: .*; and 8990 more$/);
  });
});

function entry(name: string, token: string, more: Partial<TokenEntry> = {}): TokenEntry {
  return { name, sha256: hashToken(token).toString('hex'), ...more };
}
