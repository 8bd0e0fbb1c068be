import { describe, expect, it } from 'vitest';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';
import { overAt, timeForAll, writtenAt } from '../../../lessons/tasks/timing.ts';
import type { ScenarioInput } from '../../server/clients.ts';

const written = (input: ScenarioInput) => writtenAt(scenarioSchema.parse(input));
const over = (input: ScenarioInput, requests = 1) => overAt(scenarioSchema.parse(input), requests);

const steps = [{ wait: 10 }, { event: { data: 'a' } }, { wait: 400 }, { event: { data: 'b' } }];

describe('the time at which an event is written', () => {
  it('is that of its step, after the delay', () => {
    expect(written({ steps })).toEqual([10, 410]);
    expect(written({ steps, delay: 100 })).toEqual([110, 510]);
  });

  it('does not depend on what happens to it on its way', () => {
    const way = { split: { bytes: 1, gap: 50 }, heartbeat: 100, proxy: { buffer: 500, idle: 200 } };
    expect(written({ steps, ...way, gzip: 'hold' })).toEqual([10, 410]);
    expect(written({ steps, flush: false, protocol: 'HTTP/2' })).toEqual([10, 410]);
  });

  it('goes on with the requests that follow', () => {
    const again: ScenarioInput = {
      steps: [{ event: { retry: 1000, data: 'a' } }],
      then: 'end',
      attempts: [{ then: 'hold' }],
    };
    expect(written(again)).toEqual([0, 1000]);
  });
});

describe('the time at which a scenario is over', () => {
  it('is that of its last event', () => {
    expect(over({ steps: [...steps, { wait: 5000 }] })).toBe(410);
    expect(over({ steps, split: { bytes: 3, gap: 100 } })).toBe(810);
  });

  it('is that of its end, where that is later', () => {
    expect(over({ steps: [...steps, { wait: 500 }], then: 'end' })).toBe(910);
    expect(over({ steps: [...steps, { wait: 500 }], then: 'cut' })).toBe(910);
    expect(over({ steps, proxy: { idle: 600 } })).toBe(1010);
  });

  it('is not put off by heartbeats, which never end', () => {
    expect(over({ steps, heartbeat: 300 })).toBe(410);
  });

  it('waits for lines that no blank line has followed', () => {
    expect(over({ steps: [{ event: { data: 'a' } }, { wait: 700 }, { text: 'data: b\n' }] })).toBe(700);
  });

  it('is that of the first answer, or of as many as are asked for', () => {
    const again: ScenarioInput = {
      steps: [{ event: { retry: 1000, data: 'a' } }],
      then: 'end',
      attempts: [
        { steps: [{ wait: 200 }, { event: { retry: 1000 } }], then: 'end' },
        { status: 204, steps: [] },
      ],
    };
    expect(over(again)).toBe(0);
    expect([over(again, 2), over(again, 3)]).toEqual([1200, 2200]);
  });

  it('is 0 where nothing comes but a head', () => {
    expect(over({ steps: [] })).toBe(0);
  });
});

describe('the time for code', () => {
  it('is enough for all answers, also where no client asks for them by itself', () => {
    const answer = [{ wait: 300 }, { event: { data: 'a' } }];
    const all = { steps: answer, then: 'end' as const, attempts: [{ steps: answer }, { steps: answer }] };
    expect(timeForAll(scenarioSchema.parse({ ...all, fetch: {} }))).toBe(900);
    expect(timeForAll(scenarioSchema.parse({ steps: answer, then: 'hold' }))).toBe(300);
  });
});
