import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describeReadError, SettingsError } from '../errors';

const year = 365 * 86_400_000;

/**
 * Creates a self-signed certificate for one year, with its private key, as a PEM file that only its
 * owner can read.
 */
export async function createCertificate(file: string, now: number): Promise<void> {
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
 * Reads the certificate of a PEM file, in Base64 and without its private key. `undefined` when the
 * file does not exist.
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
  const certificate = parseCertificate(pem);
  if (certificate === undefined)
    throw new SettingsError('--certificate', `${file}: must hold a certificate and its private key, as PEM`);
  if (Date.parse(certificate.validTo) <= now)
    throw new SettingsError(
      '--certificate',
      `${file}: has expired. Name a file that does not exist, to create a new one`,
    );
  return certificate.raw.toString('base64');
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
    return certificate.checkPrivateKey(createPrivateKey(pem)) ? certificate : undefined;
  } catch {
    return undefined; // the cause may quote the file
  }
}
