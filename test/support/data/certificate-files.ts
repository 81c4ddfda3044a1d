import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, type Certificate, createAuthority } from '../../../deploy/certificates.js';

export const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** A folder with the PEM files of a certificate authority and of the certificates that it issues. */
export class CertificateFiles {
  readonly folder: string;
  readonly #authority: Authority;

  private constructor(folder: string, authority: Authority) {
    this.folder = folder;
    this.#authority = authority;
  }

  static async create(name = 'Test authority'): Promise<CertificateFiles> {
    const files = new CertificateFiles(await mkdtemp(join(tmpdir(), 'dezenas-certs-')), await createAuthority(name, 10));
    await writeFile(files.path('ca.pem'), files.#authority.cert);
    return files;
  }

  get caFile(): string {
    return this.path('ca.pem');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes NAME.pem and NAME-key.pem. The certificate expires `days` from now; a negative number gives an expired certificate. */
  async issue(name: string, days = 1, hosts = LOOPBACK): Promise<Certificate & { certFile: string; keyFile: string }> {
    const certificate = await this.#authority.issue(name, hosts, days);
    const [certFile, keyFile] = [this.path(`${name}.pem`), this.path(`${name}-key.pem`)];
    await writeFile(keyFile, certificate.key);
    await writeFile(certFile, certificate.cert);
    return { ...certificate, certFile, keyFile };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
