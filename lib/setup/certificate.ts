import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describeReadError, SettingsError } from '../errors';

const year = 365 * 86_400_000;

/** Makes a self-signed certificate that holds for a year, with its private key, as a PEM file that only its owner may read. */
export async function makeCertificate(file: string, now: number): Promise<void> {
  const { generate } = await import('selfsigned');
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'csv2scim' }], {
    algorithm: 'sha256',
    keySize: 3072,
    notBeforeDate: new Date(now),
    notAfterDate: new Date(now + year),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
  const pem = `${key.trim()}\n${cert.trim()}\n`;
  await writeFile(file, pem, { mode: 0o600, flag: 'wx' }).catch(({ code }: NodeJS.ErrnoException) => {
    throw new SettingsError('--certificate', `${file}: cannot be written (${code})`);
  });
}

/**
 * The certificate in a PEM file, in Base64 and without its private key; `undefined` when there is no such file.
 * @throws SettingsError when nobody could sign in with the file
 */
export async function readCertificate(file: string, now: number): Promise<string | undefined> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SettingsError('--certificate', `${file}: ${describeReadError(error as NodeJS.ErrnoException)}`);
  }
  const certificate = certificateIn(pem);
  if (certificate === undefined)
    throw new SettingsError('--certificate', `${file}: must hold a certificate and its private key, as PEM`);
  if (Date.parse(certificate.validTo) <= now)
    throw new SettingsError('--certificate', `${file}: has expired; name a file that does not exist, and one is made`);
  return certificate.raw.toString('base64');
}

function certificateIn(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
    return certificate.checkPrivateKey(createPrivateKey(pem)) ? certificate : undefined;
  } catch {
    return undefined; // the cause may quote the file
  }
}
