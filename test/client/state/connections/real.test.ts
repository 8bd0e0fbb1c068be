/** What is known of a real run, from its first answer to its end. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BROWSERS, rulesOf } from '../../../../lessons/protocol/connection-pool/browsers.ts';
import { Real } from '../../../../client/state/connections/real.svelte.ts';
import { FRAMES, Runs, stubPage, summaryOf } from './page.ts';
import { named } from '../../../lessons/workloads/named.ts';
import { predicted } from './predicted.ts';

const current = vi.hoisted(() => ({ runs: null as Runs | null }));
vi.mock('../../../../client/io/real-run.ts', async (original) => ({
  ...(await original<object>()),
  playWorkload: (...given: Parameters<Runs['play']>) => current.runs?.play(...given),
}));

const WORKLOAD = named('seventh');
const TIMELINE = predicted(WORKLOAD);

let runs: Runs;
beforeEach(() => {
  stubPage();
  runs = new Runs();
  current.runs = runs;
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function playing(): Real {
  const real = new Real();
  real.play(WORKLOAD, FRAMES);
  return real;
}

function running(until = Infinity): Real {
  const real = playing();
  runs.begin(1000);
  for (const { id, role, issuedAt } of TIMELINE.requests) {
    if (role === 'request' && id > 0) runs.on.noted({ id, at: issuedAt, what: 'asked' });
  }
  runs.on.seen(summaryOf(TIMELINE, until));
  return real;
}

describe('a real run', () => {
  it('is none until it is asked for', () => {
    const real = new Real();
    expect([real.status, real.going, real.workload]).toEqual(['none', false, null]);
    expect(real.timeline(TIMELINE)).toEqual({ requests: [], connections: [] });
  });

  it('starts, opens its tabs, runs, and is over', () => {
    const real = playing();
    expect([real.status, real.workload]).toEqual(['starting', WORKLOAD]);
    runs.on.opened(1);
    expect([real.status, real.opened, real.zero]).toEqual(['opening', 1, null]);
    runs.on.begins(5000);
    expect([real.status, real.zero, real.going]).toEqual(['running', 5000, true]);
    runs.on.seen(summaryOf(TIMELINE));
    runs.on.over(null);
    expect([real.status, real.going]).toEqual(['over', false]);
  });

  it('that never got so far as to show something is none, and says what was wrong until that is put away', () => {
    const real = playing();
    const problem = { what: 'The server does not answer.', remedy: 'Start it.' };
    runs.on.over(problem);
    expect([real.status, real.problem]).toEqual(['none', problem]);
    real.dismiss();
    expect(real.problem).toBeNull();
  });

  it('waits for a certificate, which the learner accepts or does not', () => {
    const real = playing();
    const signal = runs.distrust('https://localhost:4282');
    expect([real.status, real.untrusted]).toEqual(['untrusted', 'https://localhost:4282']);
    runs.on.opened(1);
    expect([real.status, real.untrusted, signal.aborted]).toEqual(['opening', null, false]);
    const other = runs.distrust('https://a.localhost:4282');
    real.distrust();
    expect(other.aborted).toBe(true);
  });

  it('begins anew, and lets go of the one before', () => {
    const real = running();
    real.hide();
    real.release();
    expect([real.wasHidden, real.released]).toEqual([true, true]);
    real.play(named('one-place'), FRAMES);
    expect(runs.discarded).toBe(1);
    expect([real.status, real.zero, real.opened, real.wasHidden, real.released]).toEqual([
      'starting',
      null,
      0,
      false,
      false,
    ]);
    expect(real.timeline(TIMELINE).requests).toEqual([]);
  });

  it('can be stopped: what was seen stays', () => {
    const real = running(3000);
    real.discard();
    expect([real.status, runs.discarded]).toEqual(['over', 1]);
    expect(real.timeline(TIMELINE).requests.length).toBeGreaterThan(0);
    const other = playing();
    other.discard();
    expect(other.status).toBe('none');
  });

  it('can be released while it runs, and not before or after', () => {
    const real = playing();
    real.release();
    expect([real.released, runs.released]).toEqual([false, 0]);
    runs.begin(1000);
    real.release();
    expect([real.released, runs.released]).toEqual([true, 1]);
    const over = running();
    runs.on.over(null);
    over.release();
    expect([over.released, runs.released]).toEqual([false, 1]);
  });

  it('knows that the page was out of sight, if it was meanwhile', () => {
    const real = new Real();
    real.hide();
    expect(real.wasHidden).toBe(false);
    real.play(WORKLOAD, FRAMES);
    real.hide();
    expect(real.wasHidden).toBe(true);
  });
});

describe('what was seen', () => {
  it('is a timeline like that of the model, with the ports of connections', () => {
    const real = running();
    const starts = ({ requests }: typeof TIMELINE) =>
      requests
        .filter(({ startedAt }) => startedAt !== null)
        .map(({ id, startedAt, connection }) => [id, startedAt, connection])
        .sort();
    expect(starts(real.timeline(TIMELINE))).toEqual(starts(TIMELINE));
    expect(real.portOf(7)).toBe(50_007);
    expect(real.portOf(70)).toBeNull();
  });

  it('agrees with the model where the browser does as predicted', () => {
    const real = running();
    const agreement = real.judged(rulesOf(BROWSERS.chromium))?.agreement;
    expect(agreement?.agreeing).toBe(TIMELINE.requests.length);
    expect(agreement?.starts.length).toBe(TIMELINE.requests.length);
    expect(new Real().judged(rulesOf(BROWSERS.chromium))).toBeNull();
  });

  it('has how long the browser itself says that a request waited', () => {
    const real = running();
    const css = TIMELINE.requests.find(({ label }) => label === '/app.css');
    if (!css) throw new Error('no stylesheet');
    expect(real.waitOf(css)).toBeNull();
    const url = 'http://localhost:4281/runs/run/at/app.css';
    runs.on.noted({ url, timing: { startTime: 2551, requestStart: 3402 } });
    expect(real.waitOf(css)).toBe(851);
    expect(real.waitOf({ ...css, startedAt: null })).toBeNull();
  });
});
