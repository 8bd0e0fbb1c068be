/** A workload on the page: changed, predicted, shown at a moment, and played. */
import { isRequest } from '../../../../lessons/schema/workload.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Experiment, NAMED } from '../../../../client/state/connections/experiment.svelte.ts';
import { writeWorkload } from '../../../../client/state/workload-text.ts';
import { FRAMES, Runs, stubPage, summaryOf } from './page.ts';
import { named } from '../../../lessons/workloads/named.ts';
import { predicted } from './predicted.ts';

const current = vi.hoisted(() => ({ runs: null as Runs | null }));
vi.mock('../../../../client/io/real-run.ts', async (original) => ({
  ...(await original<object>()),
  playWorkload: (...given: Parameters<Runs['play']>) => current.runs?.play(...given),
}));

let runs: Runs;
let storage: Map<string, string>;
beforeEach(() => {
  storage = new Map();
  stubPage(storage);
  runs = new Runs();
  current.runs = runs;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function opened(slug: string): Experiment {
  const experiment = new Experiment();
  const found = NAMED.find((each) => each.slug === slug);
  if (!found) throw new Error(`no workload ${slug}`);
  experiment.open(found);
  return experiment;
}

const countOf = ({ workload }: Experiment) => workload.actions.filter(isRequest).length;

describe('a workload on the page', () => {
  it('is the first of the gallery, predicted as it would be played', () => {
    const experiment = new Experiment();
    expect(experiment.named?.slug).toBe(NAMED[0]?.slug);
    expect(experiment.timeline).toEqual(predicted(experiment.workload));
    expect([experiment.browser, experiment.at, experiment.playing, experiment.canUndo]).toEqual([
      'chromium',
      0,
      false,
      false,
    ]);
  });

  it('is predicted as it is where it cannot be played', () => {
    const experiment = new Experiment();
    const text = writeWorkload(named('seventh')).replaceAll('//localhost', '//example.org');
    expect(experiment.openText('elsewhere', text)).toBe(true);
    expect(experiment.unplayable.length).toBeGreaterThan(0);
    expect(experiment.timeline.requests.map(({ label }) => label)).not.toContain('document of tab 1');
    experiment.run(FRAMES);
    expect(runs.workload).toBeNull();
  });

  it('goes by the numbers of a browser, and by another limit', () => {
    const experiment = opened('seventh');
    const waits = () =>
      experiment.timeline.requests.filter((request) =>
        request.waits.some(({ reason }) => reason === 'connections to the host'),
      ).length;
    const limited = () => [experiment.whatIf, experiment.rules.connectionsPerHost, waits()];
    expect(limited()).toEqual([{}, 6, 2]);
    experiment.suppose('connectionsPerHost', 100);
    expect(limited()).toEqual([{ connectionsPerHost: 100 }, 100, 0]);
    experiment.suppose('connectionsPerHost', 6);
    expect(limited()).toEqual([{}, 6, 2]);
    experiment.suppose('connectionsPerHost', 3);
    experiment.browser = 'firefox';
    expect([experiment.browser, experiment.whatIf]).toEqual(['firefox', {}]);
  });
});

describe('changes', () => {
  it('can be undone and done again, and are those of the gallery again when nothing is left of them', () => {
    const experiment = opened('seventh');
    const before = countOf(experiment);
    experiment.goTo(1234.6);
    experiment.add('fetch');
    expect(countOf(experiment)).toBe(before + 1);
    expect(experiment.workload.actions.filter(isRequest).find(({ at }) => at === 1235)?.api).toBe('fetch');
    expect(experiment.named).toBeNull();
    experiment.undo();
    expect([countOf(experiment), experiment.named?.slug, experiment.canRedo]).toEqual([
      before,
      'seventh',
      true,
    ]);
    experiment.redo();
    expect([countOf(experiment), experiment.canRedo]).toEqual([before + 1, false]);
    experiment.undo();
    experiment.add('image');
    expect(experiment.canRedo).toBe(false);
  });

  it('can be undone two hundred times, and no further', () => {
    const experiment = opened('seventh');
    for (let count = 0; count < 250; count += 1) experiment.add('fetch');
    let steps = 0;
    for (; experiment.canUndo; steps += 1) experiment.undo();
    expect(steps).toBe(200);
    experiment.undo();
    expect(experiment.canUndo).toBe(false);
  });

  it('end a request at the moment that is shown', () => {
    const experiment = opened('seventh');
    experiment.goTo(2000);
    experiment.end(2, 'cut');
    expect(experiment.workload.actions).toContainEqual({ do: 'end', at: 2000, id: 2, how: 'cut' });
    experiment.end(4, 'close');
    expect(experiment.workload.actions).toContainEqual({ do: 'close', at: 2000, id: 4 });
  });

  it('close the stream that has been open for longest, if there is one', () => {
    const experiment = opened('seventh');
    experiment.goTo(100);
    const { workload } = experiment;
    experiment.closeOldest();
    expect(experiment.workload).toBe(workload);
    experiment.goTo(2000);
    experiment.closeOldest();
    expect(experiment.workload.actions).toContainEqual({ do: 'close', at: 2000, id: 1 });
    experiment.goTo(2500);
    experiment.closeOldest();
    expect(experiment.workload.actions).toContainEqual({ do: 'close', at: 2500, id: 2 });
  });

  it('switch the protocol, and back', () => {
    const experiment = opened('seventh');
    const { workload } = experiment;
    experiment.switchProtocol();
    expect(experiment.timeline.connections.every(({ protocol }) => protocol === 'HTTP/2')).toBe(true);
    experiment.switchProtocol();
    expect(experiment.workload).toEqual(workload);
  });

  it('give it another name, and never none', () => {
    const experiment = opened('seventh');
    const { workload } = experiment;
    experiment.rename('  Mine ');
    expect([experiment.title, experiment.workload === workload]).toEqual(['Mine', true]);
    for (const title of ['', '  ', 'Mine']) experiment.rename(title);
    expect(experiment.title).toBe('Mine');
    experiment.undo();
    expect(experiment.title).not.toBe('Mine');
  });

  it('leave nothing selected, and no moment after the end', () => {
    const experiment = opened('seventh');
    experiment.goTo(5900);
    experiment.selected = '1 1 request';
    experiment.change({ ...experiment.workload, until: 3000 });
    expect([experiment.selected, experiment.at, experiment.atEnd]).toEqual([null, 3000, true]);
  });
});

describe('a text', () => {
  it('of one of the gallery is that one', () => {
    const experiment = new Experiment();
    expect(experiment.openText('', writeWorkload(named('rotation')))).toBe(true);
    expect([experiment.named?.slug, experiment.title]).toEqual(['rotation', 'A workload']);
  });

  it('that says no workload changes nothing', () => {
    const experiment = opened('seventh');
    for (const text of ['', 'until: [', 'until: 1', 'a']) expect(experiment.openText('x', text)).toBe(false);
    expect(experiment.named?.slug).toBe('seventh');
  });

  it('is remembered for the next visit', () => {
    const experiment = opened('rotation');
    experiment.add('fetch');
    experiment.rename('Mine');
    const next = new Experiment();
    next.recall();
    expect([next.title, next.workload]).toEqual(['Mine', experiment.workload]);
  });

  it('that was not remembered, or by another version, is the first of the gallery', () => {
    for (const kept of [undefined, '3', '{"title":"x"}', '{"title":"x","text":"until: 1"}', '{']) {
      storage.clear();
      if (kept !== undefined) storage.set('sse-playground.connections', kept);
      const experiment = new Experiment();
      experiment.recall();
      expect(experiment.named?.slug).toBe(NAMED[0]?.slug);
    }
  });
});

describe('the moment that is shown', () => {
  it('stays within the time of the workload', () => {
    const experiment = opened('seventh');
    experiment.goTo(-5);
    expect(experiment.at).toBe(0);
    experiment.goTo(1e9);
    expect([experiment.at, experiment.atEnd]).toEqual([6000, true]);
  });

  it('steps through every moment at which something happens, and back', () => {
    const experiment = opened('seventh');
    const there: number[] = [experiment.at];
    while (!experiment.atEnd) {
      experiment.step(1);
      there.push(experiment.at);
    }
    expect(there).toEqual(experiment.moments);
    experiment.step(1);
    expect(experiment.atEnd).toBe(true);
    const back: number[] = [experiment.at];
    while (experiment.at > 0) {
      experiment.step(-1);
      back.push(experiment.at);
    }
    expect(back.reverse()).toEqual(there);
  });

  it('passes with time while it plays, stops at the end, and begins again from there', () => {
    const experiment = opened('seventh');
    experiment.toggle();
    experiment.frame(50_000);
    expect(experiment.at).toBe(0);
    experiment.frame(50_400);
    expect([experiment.at, experiment.playing]).toEqual([400, true]);
    experiment.toggle();
    experiment.frame(51_000);
    expect([experiment.at, experiment.playing]).toEqual([400, false]);
    experiment.toggle();
    experiment.frame(60_000);
    experiment.frame(70_000);
    expect([experiment.at, experiment.playing]).toEqual([6000, false]);
    experiment.play();
    expect([experiment.at, experiment.playing]).toEqual([0, true]);
    experiment.step(1);
    expect(experiment.playing).toBe(false);
  });

  it.each([
    [6000, 3],
    [60_000, 30],
    [3_600_000, 250],
  ])('of %d ms has something new to show every %d ms', (until, rest) => {
    const experiment = opened('seventh');
    experiment.change({ ...experiment.workload, until });
    experiment.play();
    expect(experiment.frame(0)).toBe(rest);
  });
});

describe('a run in this browser', () => {
  const ZERO = 100_000;

  function running(): Experiment {
    vi.useFakeTimers({ now: ZERO });
    const experiment = opened('seventh');
    experiment.goTo(3000);
    experiment.run(FRAMES);
    expect(experiment.at).toBe(0);
    runs.begin(ZERO);
    return experiment;
  }
  const over = (experiment: Experiment) => {
    runs.on.seen(summaryOf(experiment.timeline));
    runs.on.over(null);
  };

  it('is followed by the moment that is shown, to its end', () => {
    const experiment = running();
    vi.setSystemTime(ZERO + 700);
    experiment.frame(1);
    expect(experiment.at).toBe(700);
    over(experiment);
    experiment.frame(2);
    expect(experiment.atEnd).toBe(true);
    experiment.goTo(50);
    experiment.frame(3);
    expect(experiment.at).toBe(50);
  });

  it('is held against the model when it is over', () => {
    const experiment = running();
    expect(experiment.agreement).toBeNull();
    over(experiment);
    expect(experiment.agreement?.agreeing).toBe(experiment.timeline.requests.length);
    experiment.suppose('connectionsPerHost', 20);
    expect(experiment.agreement?.agreeing).toBeLessThan(experiment.timeline.requests.length);
  });

  it('is not held against the model when it was released', () => {
    const experiment = running();
    experiment.real.release();
    over(experiment);
    expect([experiment.seen === null, experiment.agreement]).toEqual([false, null]);
  });

  it('is that of the workload that was played, and of no other', () => {
    const experiment = running();
    over(experiment);
    experiment.add('fetch');
    expect([experiment.seen, experiment.agreement]).toEqual([null, null]);
    experiment.undo();
    expect(experiment.seen).not.toBeNull();
  });

  it('is not followed once the workload is another', () => {
    const experiment = running();
    vi.setSystemTime(ZERO + 500);
    experiment.frame(1);
    experiment.add('fetch');
    vi.setSystemTime(ZERO + 900);
    experiment.frame(2);
    expect(experiment.at).toBe(500);
  });
});
