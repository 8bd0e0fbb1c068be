import { describe, expect, it } from 'vitest';
import { readOptions, wantsColour, widthOf } from '../../../server/explain/options.ts';

describe('the options of explain', () => {
  it('are all optional', () => {
    expect(readOptions([])).toEqual({ help: false, json: false, as: null, colour: null, inputs: [] });
  });

  it('name the protocol, the form and the inputs', () => {
    const options = readOptions(['--as', 'http', 'a', '--json', '-', '--', '--b']);
    expect(options).toMatchObject({ as: 'http1', json: true, inputs: ['a', '-', '--b'] });
    expect(readOptions(['--as=event-stream', '--color'])).toMatchObject({ as: 'event-stream', colour: true });
    expect(readOptions(['--as=http2', '--no-color'])).toMatchObject({ as: 'http2', colour: false });
    expect(readOptions(['-h']).help).toBe(true);
  });

  it.each([
    [['--as', 'http3'], '--as must be one of http, http2, event-stream'],
    [['--as', 'toString'], '--as must be one of'],
    [['--bogus'], "Unknown option '--bogus'"],
    [['--as'], 'argument missing'],
    [['--json=x'], 'does not take an argument'],
  ])('are refused when they are wrong: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('leave colours to the environment, then to the terminal', () => {
    expect(wantsColour({}, true)).toBe(true);
    expect(wantsColour({}, false)).toBe(false);
    expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
    expect(wantsColour({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).toBe(true);
    expect(wantsColour({ FORCE_COLOR: '0' }, true)).toBe(false);
  });

  it('take the width from the terminal, or from COLUMNS', () => {
    expect(widthOf({ COLUMNS: '90' }, 70)).toBe(70);
    expect(widthOf({ COLUMNS: '90' }, undefined)).toBe(90);
    expect(widthOf({ COLUMNS: 'x' }, undefined)).toBe(120);
    expect(widthOf({}, undefined)).toBe(120);
  });
});
