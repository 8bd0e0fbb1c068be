/** Log lines as JSON on standard error, one for each thing that happened. */
import { pino, type Logger } from 'pino';
import type { LogLevel } from './settings.ts';

export type Log = Logger;

export function createLog(level: LogLevel): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
