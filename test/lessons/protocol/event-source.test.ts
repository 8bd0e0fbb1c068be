import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CONDITIONS,
  IMPOSSIBLE,
  STATES,
  TRANSITIONS,
  type Command,
  type Input,
  type State,
} from '../../../lessons/protocol/event-source-table.ts';
import { NO_CLIENT, step, type Client } from '../../../lessons/protocol/event-source.ts';
import { CLIENT_VECTORS } from './vectors/event-source.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

function inWords(command: Command): string {
  if (command.do === 'wait') return `wait ${command.ms}`;
  if (command.do !== 'fetch') return command.do;
  const headers = command.headers.map(([name, value]) => `${name}: ${decoder.decode(value)}`);
  return `fetch ${command.url} ${command.cache} ${headers.join('; ')}`;
}

const STATE_NAMES = Object.keys(STATES) as State[];

/** Every kind of input, with whatever it may hold. */
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ on: fc.constant('construct'), url: fc.webUrl(), valid: fc.boolean() }),
  fc.record({ on: fc.constant('redirect'), url: fc.webUrl() }),
  fc.record({
    on: fc.constant('response'),
    status: fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 999 })),
    eventStream: fc.boolean(),
  }),
  fc.record({ on: fc.constant('network error'), aborted: fc.boolean(), futile: fc.boolean() }),
  fc.record({ on: fc.constant('end of body') }),
  fc.record({ on: fc.constant('retry'), ms: fc.nat() }),
  fc.record({ on: fc.constant('blank line'), lastEventId: fc.string() }),
  fc.record({ on: fc.constant('wait over') }),
  fc.record({ on: fc.constant('close()') }),
);

const INPUTS: readonly Input['on'][] = [
  'construct',
  'redirect',
  'response',
  'network error',
  'end of body',
  'retry',
  'blank line',
  'wait over',
  'close()',
];

const isPossible = ({ state }: Client, { on }: Input) =>
  TRANSITIONS.some((row) => row.from === state && row.on === on);

describe('the EventSource client, HTML 9.2.2 to 9.2.4', () => {
  describe.each(CLIENT_VECTORS)('$name', ({ steps }) => {
    it('is so', () => {
      let client = NO_CLIENT;
      const seen = steps.map(([each]) => {
        const next = step(client, each);
        client = next.client;
        return [each, client.state, ...next.commands.map(inWords)];
      });
      expect(seen).toEqual(steps);
    });
  });
});

describe('the table', () => {
  const pairs = STATE_NAMES.flatMap((from) => INPUTS.map((on) => [from, on] as const));

  it.each(pairs)('has the pair of "%s" and "%s" among its rows or among the impossible ones', (from, on) => {
    const rows = TRANSITIONS.filter((row) => row.from === from && row.on === on);
    const impossible = IMPOSSIBLE.filter((each) => each.from.includes(from) && each.on.includes(on));
    expect(impossible).toHaveLength(rows.length > 0 ? 0 : 1);
  });

  it('has exactly one row that applies to an input that can come', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATE_NAMES), input, (state, each) => {
        const rows = TRANSITIONS.filter(
          ({ from, on, when }) =>
            from === state && on === each.on && (when === null || CONDITIONS[when](each)),
        );
        expect(rows).toHaveLength(isPossible({ ...NO_CLIENT, state }, each) ? 1 : 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('uses every condition', () => {
    const used = new Set(TRANSITIONS.map(({ when }) => when).filter((when) => when !== null));
    expect([...used].sort()).toEqual(Object.keys(CONDITIONS).sort());
  });

  it('keeps what an input brings, and nothing where there is no object', () => {
    const kept = TRANSITIONS.filter(({ keeps }) => keeps !== null);
    expect(kept.map(({ from, on, to, keeps }) => [from, on, to, keeps])).toEqual([
      ['new', 'construct', 'fetching', 'URL'],
      ['fetching', 'redirect', 'fetching', 'URL'],
      ['open', 'retry', 'open', 'reconnection time'],
      ['open', 'blank line', 'open', 'last event ID string'],
    ]);
  });

  it('gives one sentence and a section for each row', () => {
    for (const { reason, rule } of TRANSITIONS) {
      expect(reason).toMatch(/\.$/);
      expect(reason).not.toMatch(/\. /);
      expect(rule).toMatch(/^(HTML 9\.2\.[236]|Fetch, .+)$/);
    }
  });
});

describe('a step', () => {
  it('throws an error that names the state and the input when the two cannot meet', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATE_NAMES), input, (state, each) => {
        const client = { ...NO_CLIENT, state };
        if (isPossible(client, each)) return;
        expect(() => step(client, each)).toThrow(
          `The input "${each.on}" cannot come in the state "${state}": `,
        );
        expect(() => step(client, each)).not.toThrow('no row is for it');
      }),
      { numRuns: 2000 },
    );
  });

  it('says why: a connection that has ended cannot end again', () => {
    const waiting: Client = { ...NO_CLIENT, state: 'waiting' };
    expect(() => step(waiting, { on: 'end of body' })).toThrow(
      'The input "end of body" cannot come in the state "waiting": nothing is being fetched.',
    );
  });

  it('changes neither the client nor the input', () => {
    const client = Object.freeze({ ...NO_CLIENT, state: 'open' as const });
    const next = step(client, Object.freeze({ on: 'retry', ms: 5 }));
    expect(next.client.reconnectionTime).toBe(5);
    expect(client.reconnectionTime).toBe(NO_CLIENT.reconnectionTime);
  });

  it('keeps what only its input says', () => {
    const client: Client = { state: 'open', url: 'http://a/', reconnectionTime: 1, lastEventId: '2' };
    expect(step(client, { on: 'retry', ms: 9 }).client).toEqual({ ...client, reconnectionTime: 9 });
    expect(step(client, { on: 'blank line', lastEventId: '' }).client).toEqual({
      ...client,
      lastEventId: '',
    });
    expect(step(client, { on: 'end of body' }).client).toEqual({ ...client, state: 'waiting' });
  });
});

/** A client with whatever could happen to it; the inputs that cannot come where they stand are left out. */
function walk(inputs: readonly Input[]) {
  let client = NO_CLIENT;
  return inputs.flatMap((each) => {
    if (!isPossible(client, each)) return [];
    const before = client;
    const next = step(client, each);
    client = next.client;
    return [{ before, input: each, ...next }];
  });
}

describe('whatever happens to a client', () => {
  const walks = fc.array(input, { minLength: 1, maxLength: 60 }).map((inputs) => walk(inputs));
  const always = (holds: (steps: ReturnType<typeof walk>) => void) =>
    fc.assert(fc.property(walks, holds), { numRuns: 1000 });

  it('has at most one fetch and one wait under way, and begins or ends no other', () => {
    always((steps) => {
      let fetches = 0;
      let waits = 0;
      for (const { input: each, commands } of steps) {
        if (each.on === 'network error' || each.on === 'end of body') fetches = Math.max(0, fetches - 1);
        if (each.on === 'wait over') waits = Math.max(0, waits - 1);
        for (const command of commands) {
          if (command.do === 'fetch') fetches++;
          if (command.do === 'wait') waits++;
          if (command.do === 'stop waiting') expect(waits--).toBe(1);
          if (command.do === 'abort the fetch') fetches = 0;
        }
        expect(fetches + waits).toBeLessThanOrEqual(1);
      }
    });
  });

  it('stays CLOSED once it is, and then does nothing but abort', () => {
    always((steps) => {
      const closed = steps.findIndex(({ client }) => STATES[client.state].readyState === 'CLOSED');
      for (const { client, commands } of closed < 0 ? [] : steps.slice(closed + 1)) {
        expect(STATES[client.state].readyState).toBe('CLOSED');
        expect(commands.filter((command) => command.do !== 'abort the fetch')).toEqual([]);
      }
    });
  });

  it('fires open when it becomes OPEN, and an error when it stops trying or tries again, but not for close()', () => {
    always((steps) => {
      for (const { before, input: each, client, commands } of steps) {
        const names = commands.map((command) => command.do);
        const became = (state: State) => client.state === state && before.state !== state;
        expect(names.includes('announce')).toBe(became('open'));
        expect(names.includes('fail')).toBe(became('failed'));
        expect(names.includes('fire error')).toBe(became('waiting'));
        expect(names.includes('fetch')).toBe(became('fetching'));
        if (each.on === 'close()') expect(client.state).toBe('closed');
      }
    });
  });
});
