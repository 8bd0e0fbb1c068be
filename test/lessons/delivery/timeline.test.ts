/** When the notifications of a scenario happen, and what an event stream has to write of them. */
import { describe, expect, it } from 'vitest';
import { asJson, endOf, publishedBy, stepsAfter, timelineOf } from '../../../lessons/delivery/timeline.ts';
import { waysOf } from '../../../lessons/delivery/ways.ts';
import { scenarioSchema, type Scenario } from '../../../lessons/schema/scenario.ts';
import type { ScenarioInput } from '../../server/clients.ts';

const NEWS = {
  deliver: { poll: 1000, webSocket: true },
  steps: [
    { event: { event: 'login', data: 'ada' } },
    { wait: 300 },
    { event: { data: 'b' } },
    {
      repeat: {
        times: 3,
        every: 100,
        from: 5,
        steps: [{ event: { data: 'n {n}' } }, { wait: 20 }, { event: { data: 'm {n}' } }],
      },
    },
    { wait: 7 },
    { event: { data: 'last' } },
  ],
} satisfies ScenarioInput;
const scenario: Scenario = scenarioSchema.parse(NEWS);

describe('the timeline', () => {
  it('has each event with its moment, waits and repeats reckoned in', () => {
    expect(timelineOf(scenario).map(({ number, at, fields }) => [number, at, fields.data])).toEqual([
      [1, 0, 'ada'],
      [2, 300, 'b'],
      [3, 300, 'n 5'],
      [4, 320, 'm 5'],
      [5, 400, 'n 6'],
      [6, 420, 'm 6'],
      [7, 500, 'n 7'],
      [8, 520, 'm 7'],
      [9, 527, 'last'],
    ]);
  });

  it('knows what has happened by a moment', () => {
    const timeline = timelineOf(scenario);
    expect([-1, 0, 299, 300, 5000].map((elapsed) => publishedBy(timeline, elapsed))).toEqual([0, 1, 1, 3, 9]);
  });

  it('becomes the steps of an event stream, with numbers for ids, from any place and moment on', () => {
    const timeline = timelineOf(scenario);
    expect(stepsAfter(timeline, 6, 450)).toEqual([
      { wait: 50 },
      { event: { data: 'n 7', id: '7' } },
      { wait: 20 },
      { event: { data: 'm 7', id: '8' } },
      { wait: 7 },
      { event: { data: 'last', id: '9' } },
    ]);
    // What was missed comes at once.
    expect(stepsAfter(timeline, 7, 10_000)).toEqual([
      { event: { data: 'm 7', id: '8' } },
      { event: { data: 'last', id: '9' } },
    ]);
    expect(stepsAfter(timeline, 9, 0)).toEqual([]);
  });

  it('ends when everybody could ask once more', () => {
    expect(endOf(scenario)).toBe(527 + 3000 + 500);
    expect(endOf({ ...scenario, deliver: { poll: 5000, offline: { from: 1, to: 2000 } } })).toBe(
      2000 + 5000 + 500,
    );
  });

  it('is told as JSON without what is not there', () => {
    const [first, second] = timelineOf(scenario).map(asJson);
    expect(first).toEqual({ id: 1, event: 'login', data: 'ada' });
    expect(Object.keys(second ?? {})).toEqual(['id', 'data']);
  });
});

describe('the ways', () => {
  it('are those that are asked for, and always the event stream', () => {
    expect(waysOf({})).toEqual(['event stream']);
    expect(waysOf({ poll: 500, longPoll: 500, webSocket: true })).toEqual([
      'polling',
      'long polling',
      'event stream',
      'WebSocket',
    ]);
  });
});
