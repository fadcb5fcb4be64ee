import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificate, readCertificate } from '../../../lib/setup/certificate';
import { type Folder, newFolder } from '../../support/files';

const now = Date.UTC(2026, 0, 1);
const day = 86_400_000;
let folder: Folder;
let file: string;
let pem: string;
beforeAll(async () => {
  folder = await newFolder();
  file = join(folder.path, 'client.pem');
  await createCertificate(file, now);
  pem = await readFile(file, 'utf8');
});
afterAll(() => folder.remove());

test('createCertificate() makes one that signs itself, for one year, and for clients alone', () => {
  const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([now, now + 365 * day]);
  expect([certificate.ca, certificate.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
});

test('createCertificate() overwrites nothing', async () => {
  await expect(createCertificate(file, now)).rejects.toMatchObject({ setting: '--certificate' });
  expect(await readFile(file, 'utf8')).toBe(pem);
  await expect(createCertificate(join(folder.path, 'no', 'x.pem'), now)).rejects.toThrow(
    /cannot be written \(ENOENT\)/,
  );
});

test('readCertificate() gives the certificate without its key', async () => {
  const der = Buffer.from((await readCertificate(file, now)) ?? '', 'base64');
  expect(new X509Certificate(der).raw.equals(der)).toBe(true);
  expect(await readCertificate(join(folder.path, 'none.pem'), now)).toBeUndefined();
});

test.each<[string, () => string]>([
  ['without its key', () => pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))],
  ['that is a key alone', () => pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE'))],
  ['that is none', () => 'WorkerID,Status\nw1,Active\n'],
  ['that is cut off', () => pem.slice(0, -200)],
])('readCertificate() refuses a file %s, and quotes nothing of it', async (_, content) => {
  const path = await folder.write('wrong.pem', content());
  await expect(readCertificate(path, now)).rejects.toMatchObject({
    name: 'SettingsError',
    message: `--certificate: ${path}: must hold a certificate and its private key, as PEM`,
  });
});

test('readCertificate() refuses a certificate with the key of another', async () => {
  const other = join(folder.path, 'other.pem');
  await createCertificate(other, now);
  const [key] = (await readFile(other, 'utf8')).split('-----BEGIN CERTIFICATE');
  const path = await folder.write('mixed.pem', `${key}${pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))}`);
  await expect(readCertificate(path, now)).rejects.toThrow(/must hold a certificate and its private key/);
});

test('readCertificate() refuses one that has expired', async () => {
  await expect(readCertificate(file, now + 365 * day)).rejects.toThrow(/has expired/);
  expect(await readCertificate(file, now + 364 * day)).toBeDefined();
});
