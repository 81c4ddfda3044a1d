import { randomBytes } from 'node:crypto';
import { generate } from 'selfsigned';

/** Certificate and key in PEM. Each text ends with a newline, so that texts can be concatenated. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface Authority extends Certificate {
  /** Issues a certificate for these host names and addresses. A negative number of days gives an expired certificate. */
  issue(name: string, hosts: string[], days: number): Promise<Certificate>;
}

const DAY_MS = 86_400_000;
const KEY = { keyType: 'ec', algorithm: 'sha256' } as const;

/**
 * Creates a certificate authority for a local cluster or for tests. Its name ends with random digits, because a program that trusts two
 * authorities finds the issuer of a certificate by name.
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

/** The validity begins one day before now, or ten days before an end in the past, because clocks differ. */
function validity(days: number) {
  const end = Date.now() + days * DAY_MS;
  return { notBeforeDate: new Date(Math.min(Date.now(), end - 9 * DAY_MS) - DAY_MS), notAfterDate: new Date(end) };
}

function altName(host: string) {
  return /^[\d.]+$|:/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
}
