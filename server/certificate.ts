/**
 * The certificate of the lab's TLS port: files that were named, or one made here. That one is for loopback names only,
 * is kept in the user's configuration folder where nobody else can read its key, and is made anew before it ends.
 */
import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import type { Settings } from './settings.ts';
import { StartError } from './start-error.ts';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY = 24 * 60 * 60 * 1000;
/** Browsers refuse certificates that are valid for longer than 398 days. */
const VALID_FOR = 365 * DAY;
/** A certificate that ends earlier than this is made anew. */
const RENEWED_BEFORE = 30 * DAY;

/** Throws a `StartError` when the files named cannot be read, or are no certificate with its key. */
export async function certificateFor({ certificate }: Pick<Settings, 'certificate'>): Promise<Certificate> {
  if (certificate === null) return ownCertificate(configFolder(process.env), Date.now());
  const cert = await readNamed('TLS_CERT', certificate.cert);
  const key = await readNamed('TLS_KEY', certificate.key);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const why = (error as Error).message;
    throw new StartError(`TLS_CERT and TLS_KEY are not a certificate and its key, in PEM: ${why}.`);
  }
  return { cert, key };
}

/** The one kept in `folder`, or a new one; where the folder cannot be written, it lasts as long as the server. */
export async function ownCertificate(folder: string, now: number): Promise<Certificate> {
  const file = path.join(folder, 'lab.pem');
  const kept = await readFile(file, 'utf8').then(parse, () => null);
  if (kept !== null && isGood(kept, now)) return kept;
  const made = await make(now);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Two servers may start at the same time: whichever comes last wins, and no file is half written.
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, made.key + made.cert, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, file);
  } catch {
    // A read-only home: the browser will ask again after the next start.
  }
  return made;
}

/** As the platform has it: `XDG_CONFIG_HOME` or `~/.config`, `~/Library/Application Support`, `%APPDATA%`. */
export function configFolder(env: NodeJS.ProcessEnv): string {
  const name = 'sse-playground';
  if (process.platform === 'win32') {
    return path.join(env['APPDATA'] || path.join(homedir(), 'AppData', 'Roaming'), name);
  }
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', name);
  return path.join(env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config'), name);
}

async function readNamed(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new StartError(`${variable} is ${JSON.stringify(file)}: the file cannot be read (${why}).`);
  }
}

function parse(text: string): Certificate | null {
  const [key] = /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----\r?\n/.exec(text) ?? [];
  const [cert] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\r?\n/.exec(text) ?? [];
  return key !== undefined && cert !== undefined ? { key, cert } : null;
}

function isGood({ cert, key }: Certificate, now: number): boolean {
  try {
    createSecureContext({ cert, key });
    return Date.parse(new X509Certificate(cert).validTo) - now > RENEWED_BEFORE;
  } catch {
    return false;
  }
}

async function make(now: number): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'SSE Playground lab' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Clocks differ a little.
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + VALID_FOR),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: '*.localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { cert: ended(made.cert), key: ended(made.private) };
}

const ended = (pem: string) => `${pem.trimEnd().replaceAll('\r\n', '\n')}\n`;
