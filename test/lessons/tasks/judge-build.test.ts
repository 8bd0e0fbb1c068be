import { describe, expect, it } from 'vitest';
import type { Build, ScenarioBuild } from '../../../lessons/schema/build.ts';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';
import { scenarioOf } from '../../../lessons/tasks/built.ts';
import { judgeBuild, type BuildRun, type BuildVerdict } from '../../../lessons/tasks/judge-build.ts';
import { play } from '../../../lessons/trial/play.ts';
import type { ScenarioInput } from '../../server/clients.ts';

const WANTED: Build['events'] = [{ type: 'login', data: 'ada' }, { data: 'two\nlines' }];

type Asked = Pick<ScenarioBuild, 'requests' | 'within' | 'ends'>;

/** What is asked for; the drafts of a build play no part in how one is judged. */
function build(events: Build['events'], asked: Asked = {}): Build {
  const scenario = scenarioSchema.parse({ steps: [] });
  return { do: 'Write it.', events, scenario, solution: scenario, wrong: [], ...asked };
}

function judge(asked: Build, draft: string | ScenarioInput, run: Partial<BuildRun> = {}): BuildVerdict {
  const scenario = typeof draft === 'string' ? scenarioOf(draft) : scenarioSchema.parse(draft);
  return judgeBuild(asked, { scenario, dissection: play(scenario), seen: [], over: true, ...run });
}

/** What is said of the text, and the text of the bytes that are shown for it. */
function faults(asked: Build, draft: string | ScenarioInput): (readonly [string, string | null])[] {
  const scenario = typeof draft === 'string' ? scenarioOf(draft) : scenarioSchema.parse(draft);
  const dissection = play(scenario);
  const { faults } = judge(asked, draft, { dissection });
  return faults.map(({ says, show }) => [says, show && dissection.text(show)] as const);
}

const RIGHT = 'event: login\ndata: ada\n\ndata: two\ndata: lines\n\n';

describe('a stream that was built', () => {
  it('is right when it dispatches exactly what is wanted, however it is written', () => {
    for (const text of [
      RIGHT,
      `: hello\n\n${RIGHT}: bye`,
      RIGHT.replaceAll(': ', ':').replace('ada', 'ada\nid'),
    ]) {
      expect(judge(build(WANTED), text)).toMatchObject({ state: 'done', faults: [] });
    }
    expect(judge(build([]), ': nothing\n\n').state).toBe('done');
  });

  it.each([
    ['', 'No event was dispatched; 2 are wanted.', null],
    [
      'event: login\ndata: ada\n\ndata: two\ndata: lines\n',
      'One event was dispatched; 2 are wanted. No blank line has come after lines 4 to 5: it would dispatch the event (HTML 9.2.6).',
      'data: two\ndata: lines\n',
    ],
    [
      'event: login\n\n',
      'No event was dispatched; 2 are wanted. The blank line after line 1 dispatches nothing: there is no data (HTML 9.2.6).',
      'event: login\n\n',
    ],
    [
      'event: login\nData: ada\n\n',
      'No event was dispatched; 2 are wanted. The blank line after lines 1 to 2 dispatches nothing: there is no data (HTML 9.2.6). ' +
        'Line 2: no field has this name: the line is ignored (HTML 9.2.6).',
      'Data: ada\n',
    ],
    ['event: login\ndata: eve\n\n', 'Event 1 has the data "eve" (line 2); "ada" is wanted.', 'data: eve\n'],
    ['data: ada\n\n', 'Event 1 has the type "message"; "login" is wanted.', 'data: ada\n\n'],
    [
      ' event: login\ndata: ada\n\n',
      'Event 1 has the type "message"; "login" is wanted. Line 1: no field has this name: the line is ignored (HTML 9.2.6).',
      ' event: login\n',
    ],
    ['event: in\ndata: ada\n\n', 'Event 1 has the type "in" (line 1); "login" is wanted.', 'event: in\n'],
    [
      'event: login\ndata: ada\n\ndata: two\n\ndata: lines\n\n',
      'Event 2 has the data "two" (line 4); "two\\nlines" is wanted.',
      'data: two\n',
    ],
    [`${RIGHT}data: more\n\n`, 'Event 3 is one too many.', 'data: more\n\n'],
  ])('%j is wrong, with why and where', (text, says, shown) => {
    expect(faults(build(WANTED), text)).toEqual([[says, shown]]);
  });

  it('is compared by what is wanted of an event, and by nothing else', () => {
    const text = 'id: 7\nevent: a\ndata: b\n\n';
    expect(judge(build([{}]), text).state).toBe('done');
    expect(judge(build([{ id: '7' }]), text).state).toBe('done');
    expect(faults(build([{ id: '8' }]), text)).toEqual([
      ['Event 1 has the last event ID "7" (line 1); "8" is wanted.', 'id: 7\n'],
    ]);
    expect(judge(build([{ data: 'b' }, { type: 'c' }]), text).events).toEqual({
      rows: [
        { wanted: 'data "b"', came: 'data "b"' },
        { wanted: 'type c', came: null },
      ],
      differs: null,
    });
  });

  it('is open while what is still to come decides, and not when what has come decides', () => {
    const open = { over: false };
    expect(judge(build(WANTED), 'event: login\ndata: ada\n\n', open)).toMatchObject({
      state: 'open',
      faults: [],
    });
    expect(judge(build(WANTED), RIGHT, open).state).toBe('open');
    expect(judge(build(WANTED), 'data: ada\n\n', open).state).toBe('failed');
    expect(judge(build([{}], { requests: 2, ends: 'clean' }), { steps: [] }, open).state).toBe('open');
  });

  it('counts what came of the first request alone, unless requests are asked for', () => {
    const again: ScenarioInput = { steps: [{ event: { data: 'a' } }], then: 'end' };
    expect(judge(build([{ data: 'a' }]), again).state).toBe('done');
    expect(faults(build([{ data: 'a' }], { requests: 1 }), again).map(([says]) => says)).toEqual([
      'Event 2 is one too many.',
      '4 requests have reached the lab; exactly one is wanted.',
    ]);
    expect(faults(build([{ data: 'a' }], { requests: 2 }), { ...again, then: 'hold' })).toEqual([
      ['One request has reached the lab; exactly 2 are wanted.', null],
    ]);
    const told = { ...again, attempts: [{ status: 204, steps: [] }] };
    expect(judge(build([{ data: 'a' }], { requests: 2 }), told).state).toBe('done');
  });

  it('is late when what cuts it or holds it back takes longer than is allowed', () => {
    const steps = [{ event: { data: 'a' } }, { wait: 500 }, { event: { data: 'b' } }];
    const wanted = build([{ data: 'a' }, { data: 'b' }], { within: 300 });
    expect(judge(wanted, { delay: 5000, steps }).state).toBe('done');
    expect(faults(wanted, { steps, proxy: { buffer: 18 } })).toEqual([
      ['Event 1 came 500 ms after the server had written it; at most 300 ms are allowed.', 'data: a\n\n'],
    ]);
    expect(judge(wanted, { steps, split: { bytes: 3, gap: 200 } }).state).toBe('failed');
    expect(judge(wanted, { steps, split: { bytes: 3, gap: 50 } }).state).toBe('done');
  });

  it('ends as its framing says, or is told how it did not', () => {
    const wanted = build([{ data: 'a' }], { ends: 'clean' });
    const steps = [{ event: { data: 'a' } }];
    expect(judge(wanted, { steps, then: 'end' }).state).toBe('done');
    expect(faults(wanted, { steps, then: 'cut' }).map(([says]) => says)).toEqual([
      expect.stringMatching(/^The response was broken off: /),
    ]);
    expect(faults(wanted, { steps }).map(([says]) => says)).toEqual([
      'The response has not ended: more of it might come.',
    ]);
  });

  it('is told that nobody reads an answer that is no event stream', () => {
    const steps = [{ event: { data: 'a' } }];
    const said = (draft: ScenarioInput) => faults(build([{ data: 'a' }]), draft).map(([says]) => says);
    expect(said({ steps, status: 500 })).toEqual([
      'No event was dispatched; one is wanted. The answer has the status 500: no EventSource reads it (HTML 9.2.3).',
    ]);
    expect(said({ steps, type: 'text/plain' })).toEqual([
      'No event was dispatched; one is wanted. The answer has another type than text/event-stream: no EventSource reads it (HTML 9.2.3).',
    ]);
    expect(said({ steps, status: 500, fetch: { body: '{}' } })).toEqual([
      'No event was dispatched; one is wanted. The answer has the status 500: as an EventSource, the page reads no events from it (HTML 9.2.3).',
    ]);
  });

  it('is judged by what the browser dispatched where nobody else can read the content', () => {
    const fields = [{ name: 'Content-Encoding', value: 'gzip' }];
    const draft = { steps: [{ text: 'x' }, { wait: 900 }, { event: { data: 'b' } }], fields };
    const seen = [{ type: 'message', data: 'b', lastEventId: '', at: 1100 }];
    expect(judge(build([{ data: 'b' }]), draft, { seen }).state).toBe('done');
    expect(judge(build([{ data: 'b' }]), draft).faults).toEqual([
      {
        says: 'No event was dispatched; one is wanted. The content is compressed: the browser alone can read it.',
        show: null,
      },
    ]);
  });
});
