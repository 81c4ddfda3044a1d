import { randomBytes } from 'node:crypto';
import { generate } from 'selfsigned';

/** PEM, each a whole number of lines, so that files of them can be put one after the other. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface Authority extends Certificate {
  /** A certificate for these host names and addresses; `days` from now may be negative: one that has expired. */
  issue(name: string, hosts: string[], days: number): Promise<Certificate>;
}

const DAY_MS = 86_400_000;
const KEY = { keyType: 'ec', algorithm: 'sha256' } as const;

/**
 * An authority of one's own, for a local cluster and for tests. The name gets a random end: who trusts two authorities finds
 * the one that signed by its name.
 */
export async function createAuthority(name: string, days: number): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: `${name} ${randomBytes(4).toString('hex')}` }], {
    ...KEY,
    ...validity(days),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const authority = toCertificate(made);
  return {
    ...authority,
    issue: async (subject, hosts, certificateDays) => {
      const issued = await generate([{ name: 'commonName', value: subject }], {
        ...KEY,
        ...validity(certificateDays),
        ca: authority,
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          { name: 'subjectAltName', altNames: hosts.map(altName) },
        ],
      });
      return toCertificate(issued);
    },
  };
}

function toCertificate({ cert, private: key }: { cert: string; private: string }): Certificate {
  return { cert: `${cert.trimEnd()}\n`, key: `${key.trimEnd()}\n` };
}

/** Begins a day early, or ten before an end in the past: clocks differ. */
function validity(days: number) {
  const end = Date.now() + days * DAY_MS;
  return { notBeforeDate: new Date(Math.min(Date.now(), end - 9 * DAY_MS) - DAY_MS), notAfterDate: new Date(end) };
}

function altName(host: string) {
  return /^[\d.]+$|:/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
}
