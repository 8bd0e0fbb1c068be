import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Experiment } from '../../../client/state/connections/experiment.svelte.ts';
import { CONNECTIONS_KEYS } from '../../../client/state/connections/keys.ts';
import type { Key, KeyGroup } from '../../../client/state/key-press.ts';
import { KEYS } from '../../../client/state/keys.ts';
import { stubPage } from './connections/page.ts';

const keysOf = <T>(groups: readonly KeyGroup<T>[]): Key<T>[] => groups.flatMap(({ keys }) => [...keys]);

describe.each([
  ['playground', KEYS],
  ['page of connections', CONNECTIONS_KEYS],
])('the keys of the %s', (_, groups) => {
  const all = keysOf<never>(groups);

  it('stand for one thing each', () => {
    const names = all.map(({ key, shift }) => `${shift ? 'Shift ' : ''}${key}`);
    expect(new Set(names).size).toBe(names.length);
    const what = all.map(({ does }) => does);
    expect(new Set(what).size).toBe(what.length);
  });

  it('are written as they are typed, and say what they do', () => {
    const words: Readonly<Record<string, string>> = {
      ArrowRight: '→',
      ArrowLeft: '←',
      ' ': 'Space',
      Escape: 'Esc',
    };
    for (const { key, shift, label, does } of all) {
      expect(label).toBe(`${shift ? 'Shift ' : ''}${words[key] ?? key}`);
      expect(does).toMatch(/^[A-Z].*[^.!]$/);
    }
  });

  it('include one that shows them', () => {
    expect(all.map(({ key }) => key)).toContain('?');
  });
});

describe('a key of the page of connections', () => {
  beforeEach(() => {
    stubPage();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  function page() {
    const experiment = new Experiment();
    const done: string[] = [];
    const subject = { experiment, run: () => done.push('run'), open: (dialog: string) => done.push(dialog) };
    const type = (...keys: string[]) => {
      for (const key of keys)
        keysOf(CONNECTIONS_KEYS)
          .find((each) => each.key === key)
          ?.run(subject);
    };
    return {
      experiment,
      done,
      type,
      apis: () => experiment.workload.actions.flatMap((each) => ('api' in each ? each.api : [])),
    };
  }

  it('goes through time', () => {
    const { experiment, type } = page();
    type('ArrowRight', 'ArrowRight');
    const [, , second] = experiment.moments;
    expect(experiment.at).toBe(second);
    type('ArrowLeft', 'ArrowLeft');
    expect(experiment.at).toBe(0);
    type('End');
    expect(experiment.atEnd).toBe(true);
    type('Home', ' ');
    expect([experiment.at, experiment.playing]).toEqual([0, true]);
    type('End');
    expect(experiment.playing).toBe(false);
  });

  it('changes the workload at the moment that is shown, and takes that back', () => {
    const { experiment, type, apis } = page();
    const before = apis();
    experiment.goTo(2000);
    type('o', 'f', 'c');
    expect(apis().length).toBe(before.length + 3);
    type('u', 'u', 'u');
    expect(apis()).toEqual(before);
    type('U');
    expect(apis().length).toBe(before.length + 1);
    type('x');
    expect(experiment.workload.actions).toContainEqual({ do: 'close', at: 2000, id: 1 });
    type('v');
    expect(experiment.workload.tabs[0]?.origin).toBe('https://localhost');
  });

  it('opens a dialog, runs, and selects nothing', () => {
    const { experiment, done, type } = page();
    experiment.selected = '1 1 request';
    type('r', 'w', 'm', 't', '?', 'l', 'Escape');
    expect(done).toEqual(['run', 'workloads', 'remedies', 'text', 'keys']);
    expect([experiment.selected, experiment.real.released]).toEqual([null, false]);
  });
});
