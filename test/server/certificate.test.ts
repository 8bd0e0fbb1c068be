/** The lab's certificate: made once, kept where nobody else reads it, renewed in time; or files that were named. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { certificateFor, configFolder, ownCertificate } from '../../server/certificate.ts';
import { StartError } from '../../server/start-error.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.now();

const folders: string[] = [];
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'certificate-'));
  folders.push(folder);
  return path.join(folder, 'below', 'it');
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe('a certificate of its own', () => {
  it('is for the names of this machine alone, and signs nothing else', async () => {
    const { cert, key } = await ownCertificate(await emptyFolder(), NOW);
    expect(() => createSecureContext({ cert, key })).not.toThrow();
    const read = new X509Certificate(cert);
    expect(read.subjectAltName).toBe(
      'DNS:localhost, DNS:*.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(read.ca).toBe(false);
    expect(Date.parse(read.validTo) - Date.parse(read.validFrom)).toBeLessThan(398 * DAY);
  });

  it('is made once and kept, readable by its owner alone', async () => {
    const folder = await emptyFolder();
    const first = await ownCertificate(folder, NOW);
    expect(await ownCertificate(folder, NOW + 300 * DAY)).toEqual(first);
    const file = path.join(folder, 'lab.pem');
    expect(await readFile(file, 'utf8')).toContain('PRIVATE KEY');
    if (process.platform !== 'win32') {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  });

  it('is made anew a month before it ends', async () => {
    const folder = await emptyFolder();
    const first = await ownCertificate(folder, NOW);
    const later = await ownCertificate(folder, NOW + 336 * DAY);
    expect(later).not.toEqual(first);
    expect(Date.parse(new X509Certificate(later.cert).validTo)).toBeGreaterThan(NOW + 600 * DAY);
  });

  it.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is made anew where the file holds %j',
    async (text) => {
      const folder = await emptyFolder();
      await ownCertificate(folder, NOW);
      await writeFile(path.join(folder, 'lab.pem'), text);
      const made = await ownCertificate(folder, NOW);
      expect(() => createSecureContext({ ...made })).not.toThrow();
      expect(await ownCertificate(folder, NOW)).toEqual(made);
    },
  );

  it('lasts as long as the server where it cannot be kept', async () => {
    const folder = await emptyFolder();
    const file = path.join(path.dirname(path.dirname(folder)), 'file');
    await writeFile(file, '');
    const made = await ownCertificate(path.join(file, 'below'), NOW);
    expect(() => createSecureContext({ ...made })).not.toThrow();
  });

  it('is kept in the configuration folder of the user', () => {
    const folder = configFolder({ XDG_CONFIG_HOME: '/somewhere', APPDATA: '/somewhere' });
    expect(path.basename(folder)).toBe('sse-playground');
    expect(path.isAbsolute(configFolder({}))).toBe(true);
  });
});

describe('a certificate that was named', () => {
  it('is taken as it is', async () => {
    const folder = path.dirname(path.dirname(await emptyFolder()));
    const { cert, key } = await ownCertificate(folder, NOW);
    const files = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
    await writeFile(files.cert, cert);
    await writeFile(files.key, key);
    expect(await certificateFor({ certificate: files })).toEqual({ cert, key });

    const other = await ownCertificate(path.join(folder, 'other'), NOW);
    await writeFile(files.key, other.key);
    await expect(certificateFor({ certificate: files })).rejects.toThrow(
      /^TLS_CERT and TLS_KEY are not a certificate and its key/,
    );
  });

  it('names the file that cannot be read', async () => {
    const named = certificateFor({ certificate: { cert: '/nowhere/cert.pem', key: '/nowhere/key.pem' } });
    await expect(named).rejects.toThrow(StartError);
    await expect(named).rejects.toThrow('TLS_CERT is "/nowhere/cert.pem": the file cannot be read (ENOENT).');
  });
});
