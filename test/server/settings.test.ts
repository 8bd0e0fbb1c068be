/** What the environment asks for, and how a wrong wish is answered. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { readSettings } from '../../server/settings.ts';
import { StartError } from '../../server/start-error.ts';

describe('the settings', () => {
  it('have the bounds that LIMITS changes, and all others as they are', () => {
    const { limits } = readSettings({ LIMITS: 'streams=20000, runs=3' });
    expect(limits).toEqual({ ...DEFAULT_LIMITS, streams: 20_000, runs: 3 });
    expect(readSettings({}).limits).toEqual(DEFAULT_LIMITS);
  });

  it.each(['stream=1', 'streams', 'streams=', 'streams=-1', 'streams=1e3', 'streams=1;runs=2', 'toString=1'])(
    'refuse LIMITS=%s, and list the names',
    (text) => {
      const read = () => readSettings({ LIMITS: text });
      expect(read).toThrow(StartError);
      expect(read).toThrow(
        /^LIMITS holds ".*": it is a list of name=number, and the names are .*streamsPerRun/,
      );
    },
  );

  it('know where TLS is, and want both files of a certificate', () => {
    expect(readSettings({}).labTls.port).toBe(4282);
    expect(readSettings({ TLS_CERT: 'a', TLS_KEY: 'b' }).certificate).toEqual({ cert: 'a', key: 'b' });
    expect(() => readSettings({ TLS_CERT: 'a' })).toThrow(/^TLS_CERT and TLS_KEY go together/);
    expect(() => readSettings({ LAB_TLS_PORT: 'x' })).toThrow(/^LAB_TLS_PORT is "x"/);
  });

  it('log warnings unless another level is asked for', () => {
    expect(readSettings({}).logLevel).toBe('warn');
    expect(readSettings({ LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
    expect(() => readSettings({ LOG_LEVEL: 'loud' })).toThrow(
      /^LOG_LEVEL is "loud": it is one of silent, error, warn/,
    );
  });
});
