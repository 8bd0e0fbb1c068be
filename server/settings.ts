/** What the environment asks for. An empty variable counts as not set. */
import { readLimits, type Limits } from './limits.ts';
import { StartError } from './start-error.ts';

export type PortVariable = 'PORT' | 'LAB_PORT' | 'LAB_TLS_PORT';

export interface PortSetting {
  readonly variable: PortVariable;
  /** 0 for any free port. */
  readonly port: number;
}

export interface Settings {
  readonly page: PortSetting;
  readonly lab: PortSetting;
  /** The lab's port for TLS, and so for HTTP/2. */
  readonly labTls: PortSetting;
  /** The address to listen on; null for loopback, on both families. */
  readonly host: string | null;
  /** Files in PEM of a certificate and its key; null for one that is made here. */
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  readonly limits: Limits;
  /** From which level on there are log lines on standard error. */
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Throws a `StartError` that names the variable when a value is not one. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const host = env['HOST'] ?? '';
  return {
    page: readPort(env, 'PORT', 4280),
    lab: readPort(env, 'LAB_PORT', 4281),
    labTls: readPort(env, 'LAB_TLS_PORT', 4282),
    host: host === '' || host === 'localhost' ? null : host,
    certificate: readCertificate(env),
    limits: readLimits(env['LIMITS'] ?? ''),
    logLevel: readLogLevel(env['LOG_LEVEL'] ?? ''),
  };
}

function readPort(env: NodeJS.ProcessEnv, variable: PortVariable, standard: number): PortSetting {
  const text = env[variable] ?? '';
  if (text === '') return { variable, port: standard };
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new StartError(`${variable} is ${JSON.stringify(text)}: a port is a whole number from 0 to 65535.`);
  }
  return { variable, port: Number(text) };
}

function readCertificate(env: NodeJS.ProcessEnv): Settings['certificate'] {
  const [cert, key] = [env['TLS_CERT'] ?? '', env['TLS_KEY'] ?? ''];
  if (cert === '' && key === '') return null;
  if (cert === '' || key === '') {
    throw new StartError(
      'TLS_CERT and TLS_KEY go together: the files of a certificate and of its key, in PEM.',
    );
  }
  return { cert, key };
}

function readLogLevel(text: string): LogLevel {
  if (text === '') return 'warn';
  const level = LOG_LEVELS.find((each) => each === text);
  if (level === undefined) {
    throw new StartError(`LOG_LEVEL is ${JSON.stringify(text)}: it is one of ${LOG_LEVELS.join(', ')}.`);
  }
  return level;
}
