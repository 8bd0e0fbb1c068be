/** What a scenario becomes, act by act: line ends, pieces, silence, a proxy, rounds, and where a client goes on. */
import { describe, expect, it } from 'vitest';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { decodeUtf8 } from '../../../lessons/protocol/utf8.ts';
import { answerTo } from '../../../lessons/scenario/attempts.ts';
import type { Act } from '../../../lessons/scenario/act.ts';
import { isNothingLeft, positionAfter, START } from '../../../lessons/scenario/resume.ts';
import { contentLength, script } from '../../../lessons/scenario/script.ts';
import { scenarioSchema, type Scenario } from '../../../lessons/schema/scenario.ts';
import type { ScenarioInput } from '../../server/clients.ts';

const TIME = '2026-01-02T03:04:05.678Z';

const scenarioOf = (input: ScenarioInput): Scenario => scenarioSchema.parse(input);

/** The first `most` acts, bytes as text and waits as numbers: `['data: a\n\n', 100, 'end']`. */
function played(input: ScenarioInput, from = START, most = 50): (string | number)[] {
  const acts: (string | number)[] = [];
  for (const act of script(scenarioOf(input), () => TIME, from)) {
    acts.push(told(act));
    if (acts.length === most) break;
  }
  return acts;
}

function told(act: Act): string | number {
  if (act.do === 'wait') return act.ms;
  if (act.do === 'write') return decodeUtf8(act.bytes);
  return act.do === 'raw' ? `raw ${decodeUtf8(act.bytes)}` : act.do;
}

const event = (data: string) => ({ event: { data } });

describe('the steps of an answer', () => {
  it('are written in order, one write each, and then comes what follows them', () => {
    const steps = [
      event('a\nb'),
      { wait: 7 },
      { text: 'data: c' },
      { bytes: '0a 0A' },
      { chunk: { text: 'x' } },
      { raw: '5\r\n' },
    ];
    expect(played({ steps, then: 'cut' })).toEqual([
      'data: a\ndata: b\n\n',
      7,
      'data: c',
      '\n\n',
      'x',
      'raw 5\r\n',
      'cut',
    ]);
  });

  it('without escaping carry whatever is in a field: a CR in it begins a line of its own', () => {
    const data = 'ok\rdata: forged';
    const [unsafe] = played({ steps: [{ unescaped: { event: 'x', id: '7', data } }] });
    expect(unsafe).toBe('event: x\nid: 7\ndata: ok\rdata: forged\n\n');
    const [safe] = played({ steps: [event(data)] });
    expect(safe).toBe('data: ok\ndata: data: forged\n\n');
  });

  it('begin with the BOM in a write of its own', () => {
    expect(played({ steps: [event('a')], bom: true, then: 'end' })).toEqual(['\ufeff', 'data: a\n\n', 'end']);
  });
});

describe('line ends', () => {
  const steps = [event('a\nb'), event(''), event('c')];
  const lines = ['data: a', 'data: b', '', 'data:', '', 'data: c', ''];

  it.each([
    ['lf', '\n'],
    ['cr', '\r'],
    ['crlf', '\r\n'],
  ] as const)('are %s where they are asked for', (lineEnd, end) => {
    expect(played({ steps, lineEnd, then: 'end' }).slice(0, -1).join('')).toBe(
      lines.map((line) => line + end).join(''),
    );
  });

  it('may be mixed, and a parser takes the same events from them', () => {
    const text = played({ steps, lineEnd: 'mixed', then: 'end' }).slice(0, -1).join('');
    expect(text.match(/\r\n|\r|\n/g)).toEqual(['\n', '\r', '\r\n', '\n', '\r', '\r\n', '\n']);
    const dissection = new Dissection('event-stream');
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    dissection.append({ connection: 1, from: 'server', at: 0, bytes, ending: null });
    expect(Array.from(dissection.events, (each) => dissection.eventData(each))).toEqual(['a\nb', '', 'c']);
  });

  it('leave texts as they are', () => {
    expect(played({ steps: [{ text: 'a\n' }], lineEnd: 'cr' })[0]).toBe('a\n');
  });
});

describe('a split', () => {
  it('cuts every write, with a gap between two pieces', () => {
    expect(played({ steps: [{ text: 'abcde' }, { text: 'f' }], split: { bytes: 2, gap: 9 } })).toEqual([
      'ab',
      9,
      'cd',
      9,
      'e',
      'f',
      'hold',
    ]);
  });

  it('cuts characters too, and leaves chunks with a meaning of their own whole', () => {
    const acts = [
      ...script(
        scenarioOf({
          steps: [{ text: 'é' }, { chunk: { text: 'abc', extensions: [{ name: 'n', value: 'v' }] } }],
          split: { bytes: 1, gap: 0 },
        }),
        () => TIME,
      ),
    ];
    expect(acts.map((act) => (act.do === 'write' ? [...act.bytes] : act.do))).toEqual([
      [0xc3],
      [0xa9],
      [0x61, 0x62, 0x63],
      'hold',
    ]);
    expect(acts[2]).toMatchObject({ extensions: [{ name: 'n', value: 'v' }] });
  });
});

describe('silence', () => {
  const beat = ': heartbeat\n\n';

  it('is filled by heartbeats, counted from the last write', () => {
    expect(
      played(
        { steps: [event('a'), { wait: 250 }, event('b'), { wait: 50 }, { wait: 50 }], heartbeat: 100 },
        START,
        12,
      ),
    ).toEqual(['data: a\n\n', 100, beat, 100, beat, 50, 'data: b\n\n', 50, 50, beat, 100, beat]);
  });

  it('goes on with heartbeats while the answer is held', () => {
    expect(played({ steps: [], heartbeat: 100 }, START, 4)).toEqual([100, beat, 100, beat]);
  });

  it('stays silent inside a line, which a comment would become a part of', () => {
    expect(
      played(
        { steps: [{ text: 'data: a' }, { wait: 30 }, { text: '\n' }, { wait: 30 }], heartbeat: 10 },
        START,
        9,
      ),
    ).toEqual(['data: a', 10, 10, 10, '\n', 10, beat, 10, beat]);
  });

  it('ends the connection when a proxy has waited long enough, and not while heartbeats come', () => {
    const steps = [event('a'), { wait: 60 }, { wait: 60 }, event('b')];
    expect(played({ steps, proxy: { idle: 100 } })).toEqual(['data: a\n\n', 60, 40, 'cut']);
    expect(played({ steps: [event('a')], proxy: { idle: 100 } })).toEqual(['data: a\n\n', 100, 'cut']);
    expect(played({ steps, proxy: { idle: 100 }, heartbeat: 80, then: 'end' })).toEqual([
      'data: a\n\n',
      60,
      20,
      beat,
      40,
      'data: b\n\n',
      'end',
    ]);
  });
});

describe('a proxy that buffers', () => {
  const steps = [{ text: 'abc' }, { wait: 5 }, { text: 'def' }, { wait: 5 }, { text: 'g' }];

  it('hands on nothing before it has enough', () => {
    expect(played({ steps, proxy: { buffer: 4 } })).toEqual([5, 'abcdef', 5, 'hold']);
  });

  it('hands on everything at once when the head asks for that, as nginx does', () => {
    const fields = [{ name: 'x-accel-buffering', value: 'No' }];
    expect(played({ steps, fields, proxy: { buffer: 4 } })).toEqual(['abc', 5, 'def', 5, 'g', 'hold']);
    const other = [{ name: 'X-Accel-Buffering', value: 'yes' }];
    expect(played({ steps, fields: other, proxy: { buffer: 4 } })).toEqual([5, 'abcdef', 5, 'hold']);
  });

  it.each(['end', 'cut'] as const)('hands on what it has at %s', (then) => {
    expect(played({ steps, then, proxy: { buffer: 100 } })).toEqual([5, 5, 'abcdefg', then]);
  });

  it('loses what it has at a reset', () => {
    expect(played({ steps, then: 'reset', proxy: { buffer: 100 } })).toEqual([5, 5, 'reset']);
  });
});

describe('a repeat', () => {
  it('numbers its rounds, and paces them by their own waits too', () => {
    expect(
      played({
        steps: [
          {
            repeat: {
              times: 3,
              every: 100,
              from: 5,
              steps: [{ event: { id: '{n}', data: '{n} of {n} at {time}' } }, { wait: 30 }],
            },
          },
        ],
        then: 'end',
      }),
    ).toEqual([
      `id: 5\ndata: 5 of 5 at ${TIME}\n\n`,
      30,
      70,
      `id: 6\ndata: 6 of 6 at ${TIME}\n\n`,
      30,
      70,
      `id: 7\ndata: 7 of 7 at ${TIME}\n\n`,
      30,
      'end',
    ]);
  });

  it('goes on for ever when it is not told how often', () => {
    const acts = played({ steps: [{ repeat: { steps: [event('{n}')] } }] }, START, 1000);
    expect(acts.at(-1)).toBe('data: 1000\n\n');
  });

  it('leaves texts as they are', () => {
    expect(played({ steps: [{ repeat: { times: 1, steps: [{ text: '{n}' }] } }] })[0]).toBe('{n}');
  });
});

describe('a client that names the last event it has seen', () => {
  const steps = [
    { event: { id: 'a', data: '1' } },
    { wait: 5 },
    { repeat: { times: 4, every: 10, from: 7, steps: [{ event: { id: 'n{n}', data: '{n}' } }, event('x')] } },
    { event: { id: 'z', data: '2' } },
  ];
  const after = (id: string) =>
    played({ steps, then: 'end' }, positionAfter(scenarioOf({ steps }).steps, id));
  const all = played({ steps, then: 'end' });

  it('goes on after that event, wherever it is', () => {
    expect(after('a')).toEqual(all.slice(1));
    expect(after('n7')).toEqual(all.slice(3));
    expect(after('n8')).toEqual(all.slice(6));
    expect(after('n10')).toEqual(all.slice(-3));
    expect(after('z')).toEqual(['end']);
  });

  it.each(['', 'b', 'n', 'n6', 'n11', 'n07', 'n7x', '{n}', 'n{n}', '99'])(
    'begins anew with the unknown id %j',
    (id) => {
      expect(after(id)).toEqual(all);
    },
  );

  it('is as quick to find in the millionth round as in the first', () => {
    const long = scenarioOf({ steps: [{ repeat: { times: 1_000_000, steps: [{ event: { id: '{n}' } }] } }] });
    expect(positionAfter(long.steps, '999999')).toEqual({ step: 0, round: 999_999, inner: 0 });
    expect(played({ steps: long.steps, then: 'end' }, positionAfter(long.steps, '999999'))).toEqual([
      'id: 1000000\n\n',
      'end',
    ]);
  });

  it('has nothing left when only waits follow', () => {
    const left = (input: ScenarioInput['steps'], id: string) => {
      const { steps: read } = scenarioOf({ steps: input });
      return !isNothingLeft(read, positionAfter(read, id));
    };
    expect(left(steps, 'z')).toBe(false);
    expect(left(steps, 'n10')).toBe(true);
    expect(left([{ event: { id: '1' } }, { wait: 9 }], '1')).toBe(false);
    const rounds = (times?: number) => [
      { repeat: { times, steps: [{ event: { id: '{n}' } }, { wait: 1 }] } },
    ];
    expect(left(rounds(3), '3')).toBe(false);
    expect(left(rounds(3), '2')).toBe(true);
    expect(left(rounds(), '3')).toBe(true);
  });
});

describe('the answers to later requests', () => {
  const scenario = scenarioOf({
    steps: [event('a')],
    then: 'cut',
    heartbeat: 50,
    attempts: [{ status: 503, steps: [] }, { then: 'end' }],
  });

  it('are each as the first, but for what they say themselves; the last holds for all that follow', () => {
    expect(answerTo(scenario, 1)).toBe(scenario);
    expect(answerTo(scenario, 2)).toMatchObject({ status: 503, steps: [], then: 'cut', heartbeat: 50 });
    expect(answerTo(scenario, 3)).toMatchObject({ steps: [event('a')], then: 'end', heartbeat: 50 });
    expect(answerTo(scenario, 3).status).toBeUndefined();
    expect(answerTo(scenario, 90)).toEqual(answerTo(scenario, 3));
  });

  it('are all the same where none are given', () => {
    const same = scenarioOf({ steps: [] });
    expect(answerTo(same, 5)).toBe(same);
  });
});

describe('the length of content', () => {
  it('counts every byte of it, in UTF-8, and nothing past the framing', () => {
    const steps = [
      { text: 'é' },
      { raw: 'xyz' },
      { wait: 1000 },
      { repeat: { times: 3, steps: [event('{n}')] } },
    ];
    expect(contentLength(scenarioOf({ steps, bom: true, framing: 'length' }))).toBe(3 + 2 + 3 * 9);
  });
});
