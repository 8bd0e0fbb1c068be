import { describe, expect, it } from 'vitest';
import { eventTypes } from '../../../lessons/schema/event-types.ts';
import { inputErrors } from '../../../lessons/schema/issues.ts';
import { SCENARIO_BOUNDS, scenarioSchema, type Scenario } from '../../../lessons/schema/scenario.ts';

const errorsOf = (input: unknown) => {
  const result = scenarioSchema.safeParse(input);
  return result.success ? [] : inputErrors(result.error);
};

describe('a scenario', () => {
  it('may hold events, texts, bytes and waits, and is held open unless it says otherwise', () => {
    const steps = [
      { event: { comment: 'c', event: 'login', data: 'a\nb', id: '1', retry: 500 } },
      { text: 'data: x' },
      { bytes: 'c3 A9\n0a' },
      { wait: 0 },
    ];
    expect(scenarioSchema.parse({ steps })).toEqual({ steps, then: 'hold' });
  });

  it('may be read with fetch, which is a POST unless it says otherwise', () => {
    const parsed = scenarioSchema.parse({ fetch: {}, steps: [] });
    expect(parsed.fetch).toEqual({ method: 'POST' });
  });

  const wrong: [what: string, input: unknown, path: string, rule: RegExp][] = [
    ['no object', 'hold', '', /expected object/],
    ['no steps', {}, '/steps', /expected array/],
    ['an unknown key', { steps: [], speed: 2 }, '', /Unrecognized key: "speed"/],
    ['an unknown ending', { steps: [], then: 'explode' }, '/then', /"end"\|"hold"\|"cut"/],
    [
      'an unknown step',
      { steps: [{ sleep: 1 }] },
      '/steps/0',
      /unknown key "sleep": a step is one of event, unescaped, text/,
    ],
    ['two steps in one', { steps: [{ wait: 1, text: 'x' }] }, '/steps/0', /exactly one of/],
    [
      'data that is no text',
      { steps: [{ wait: 1 }, { event: { data: 7 } }] },
      '/steps/1/event/data',
      /string/,
    ],
    ['an event without fields', { steps: [{ event: {} }] }, '/steps/0/event', /at least one of/],
    ['a LF in a type', { steps: [{ event: { event: 'a\nb' } }] }, '/steps/0/event/event', /CR or LF/],
    ['a CR in an id', { steps: [{ event: { id: 'a\rb' } }] }, '/steps/0/event/id', /CR or LF/],
    ['a NUL in an id', { steps: [{ event: { id: 'a\0b' } }] }, '/steps/0/event/id', /U\+0000/],
    ['a negative wait', { steps: [{ wait: -1 }] }, '/steps/0/wait', />=0/],
    ['a wait past its bound', { steps: [{ wait: SCENARIO_BOUNDS.wait + 1 }] }, '/steps/0/wait', /60000/],
    ['half a byte', { steps: [{ bytes: 'c3 a' }] }, '/steps/0/bytes', /pairs of hexadecimal digits/],
    ['no bytes', { steps: [{ bytes: ' ' }] }, '/steps/0/bytes', /pairs of hexadecimal digits/],
    ['an empty text', { steps: [{ text: '' }] }, '/steps/0/text', />=1/],
    [
      'too long a text',
      { steps: [{ text: 'x'.repeat(SCENARIO_BOUNDS.text + 1) }] },
      '/steps/0/text',
      /65536/,
    ],
    ['too many steps', { steps: Array(SCENARIO_BOUNDS.steps + 1).fill({ wait: 0 }) }, '/steps', /1000/],
    [
      'a fetch with another method',
      { fetch: { method: 'PUT' }, steps: [] },
      '/fetch/method',
      /"POST"\|"GET"/,
    ],
    ['a GET with a body', { fetch: { method: 'GET', body: '' }, steps: [] }, '/fetch/body', /goes with POST/],
    ['too long a body', { fetch: { body: 'x'.repeat(4097) }, steps: [] }, '/fetch/body', /4096/],
    ['too many retries', { fetch: { retries: 6 }, steps: [] }, '/fetch/retries', /<=5/],
    ['a type of the body', { fetch: { type: 'application/json' }, steps: [] }, '/fetch', /key: "type"/],
    ['a fetch that resumes', { fetch: {}, resume: true, steps: [] }, '/resume', /goes without fetch/],
    ['a fetch that is delivered', { fetch: {}, deliver: {}, steps: [] }, '/fetch', /goes without deliver/],
    [
      'notifications over another protocol',
      { deliver: {}, protocol: 'HTTP/2', steps: [] },
      '/deliver',
      /goes with HTTP\/1\.1/,
    ],
    ['notifications and attempts', { deliver: {}, attempts: [], steps: [] }, '/attempts', /without deliver/],
    [
      'notifications that are compressed',
      { deliver: {}, gzip: 'flush', steps: [] },
      '/gzip',
      /without deliver/,
    ],
    ['notifications with an end', { deliver: {}, then: 'end', steps: [] }, '/then', /must be hold/],
    [
      'notifications that are no events',
      { deliver: {}, steps: [{ text: 'x' }] },
      '/steps/0',
      /an event with data/,
    ],
    [
      'notifications with ids of their own',
      { deliver: {}, steps: [{ event: { data: 'a', id: '7' } }] },
      '/steps/0',
      /the number is the id/,
    ],
    [
      'notifications without end',
      { deliver: {}, steps: [{ repeat: { every: 5, steps: [{ event: { data: 'a' } }] } }] },
      '/steps/0',
      /give times/,
    ],
    [
      'too many notifications',
      { deliver: {}, steps: [{ repeat: { times: 1001, steps: [{ event: { data: 'a' } }] } }] },
      '/steps',
      /at most 1000 events/,
    ],
    [
      'notifications that take too long',
      { deliver: {}, steps: [{ repeat: { times: 11, every: 60_000, steps: [{ event: { data: 'a' } }] } }] },
      '/steps',
      /at most 600000 ms/,
    ],
    [
      'notifications that are too long',
      { deliver: {}, steps: [{ repeat: { times: 900, steps: [{ event: { data: 'x'.repeat(2000) } }] } }] },
      '/steps',
      /at most 1048576 characters/,
    ],
    [
      'notifications with the time',
      { deliver: {}, steps: [{ event: { data: '{time}' } }] },
      '/steps',
      /go without \{time\}/,
    ],
    [
      'a time offline that ends before it begins',
      { deliver: { offline: { from: 5, to: 5 } }, steps: [] },
      '/deliver/offline',
      /from must be before to/,
    ],
    [
      'polls without a pause',
      { deliver: { poll: 10 }, steps: [] },
      '/deliver/poll',
      /expected number to be >=100/,
    ],
  ];
  it.each(wrong)('with %s is refused, with the path and the rule', (_what, input, path, rule) => {
    const errors = errorsOf(input);
    expect(errors.map((error) => error.path)).toContain(path);
    expect(errors.find((error) => error.path === path)?.rule).toMatch(rule);
  });

  it('tells the path as a JSON Pointer, with / and ~ escaped', () => {
    expect(errorsOf({ steps: [{ event: { data: 1 } }, { wait: 'x' }] }).map((error) => error.path)).toEqual([
      '/steps/0/event/data',
      '/steps/1/wait',
    ]);
  });
});

describe('the event types of a scenario', () => {
  const typesOf = (steps: Scenario['steps']) => eventTypes({ steps, then: 'hold' });

  it('are those that will be dispatched, each once', () => {
    expect(
      typesOf([
        { event: { event: 'login', data: 'a' } },
        { event: { data: 'b' } },
        { event: { event: 'login', data: 'c' } },
      ]),
    ).toEqual(['login', 'message']);
  });

  it('are found where a text or bytes cut them in two', () => {
    expect(typesOf([{ text: 'event: lo' }, { bytes: '67 69 6e 0a' }, { text: 'data: x\n\n' }])).toEqual([
      'login',
    ]);
  });

  it('leave out what is never dispatched', () => {
    expect(typesOf([{ event: { event: 'empty' } }, { text: 'event: late\ndata: x\n' }])).toEqual([]);
  });
});
