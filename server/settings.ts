/** What the environment asks for: PORT, LAB_PORT and HOST. An empty variable counts as not set. */

/** Why the server cannot start, as one line for the terminal. */
export class StartError extends Error {}

export type PortVariable = 'PORT' | 'LAB_PORT';

export interface PortSetting {
  readonly variable: PortVariable;
  /** 0 for any free port. */
  readonly port: number;
}

export interface Settings {
  readonly page: PortSetting;
  readonly lab: PortSetting;
  /** The address to listen on; null for loopback, on both families. */
  readonly host: string | null;
}

/** Throws a `StartError` that names the variable when a port is not one. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const host = env['HOST'] ?? '';
  return {
    page: readPort(env, 'PORT', 4280),
    lab: readPort(env, 'LAB_PORT', 4281),
    host: host === '' || host === 'localhost' ? null : host,
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
