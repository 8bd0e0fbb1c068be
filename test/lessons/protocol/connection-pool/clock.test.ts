import { describe, expect, it } from 'vitest';
import { Clock } from '../../../../lessons/protocol/connection-pool/clock.ts';

describe('at one moment', () => {
  it('the network comes first, then the task, its microtasks, the next task, and what they set off', () => {
    const clock = new Clock();
    const done: string[] = [];
    const note = (what: string) => () => void done.push(what);
    clock.plan(10, 'in the next task', note('next task'));
    clock.plan(10, 'in a microtask', note('microtask'));
    clock.plan(10, 'at once', () => {
      done.push('task');
      clock.after(0, note('set off'));
      clock.plan(10, 'at once', note('same task'));
    });
    clock.after(10, note('network'));
    clock.run(10);
    expect(done).toEqual(['network', 'task', 'same task', 'microtask', 'next task', 'set off']);
  });

  it('what was planned first is done first', () => {
    const clock = new Clock();
    const done: number[] = [];
    for (const number of [1, 2, 3, 4, 5]) clock.after(7, () => void done.push(number));
    clock.run(7);
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('time', () => {
  it('stops where it was told to, and what is due later is not done', () => {
    const clock = new Clock();
    const done: number[] = [];
    for (const at of [30, 10, 20]) clock.after(at, () => void done.push(clock.now));
    clock.after(Infinity, () => void done.push(Infinity));
    clock.run(20);
    expect(done).toEqual([10, 20]);
  });
});
