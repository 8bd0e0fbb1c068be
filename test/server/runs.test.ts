/** The store lets nothing grow without bound, and never lets go of a run with an open stream. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS as LIMITS } from '../../server/limits.ts';
import type { Run } from '../../server/run.ts';
import { Runs } from '../../server/runs.ts';

const SCENARIO = { steps: [], then: 'hold' } as const;

function create(runs: Runs, bytes = 10): Run {
  const run = runs.create({ ...SCENARIO, steps: [] }, bytes);
  if (!run) throw new Error('The store has no room.');
  return run;
}

function fill(run: Run): void {
  const bytes = new Uint8Array(64 * 1024);
  while (!run.full && !run.discarded) run.record(run, 'server', performance.now(), bytes);
}

describe('Runs', () => {
  it('gives each run an id of its own, under which it is found', () => {
    const runs = new Runs();
    const [a, b] = [create(runs), create(runs)];
    expect(a.id).not.toBe(b.id);
    expect(runs.get(a.id)).toBe(a);
    expect(runs.get('nobody')).toBeUndefined();
  });

  it('lets the oldest run without an open stream go for a new one', () => {
    const runs = new Runs();
    const kept = Array.from({ length: LIMITS.runs }, () => create(runs));
    const [streaming, oldest, next] = kept as [Run, Run, Run];
    streaming.streams = 1;
    let told = 0;
    oldest.watch(() => (told += 1));

    const added = create(runs);
    expect(runs.get(streaming.id)).toBe(streaming);
    expect(runs.get(oldest.id)).toBeUndefined();
    expect(oldest.discarded).toBe(true);
    expect(told).toBe(1);
    expect(runs.get(next.id)).toBe(next);
    expect(runs.get(added.id)).toBe(added);
  });

  it('has no room for a run when every other has an open stream', () => {
    const runs = new Runs();
    for (let count = 0; count < LIMITS.runs; count += 1) create(runs).streams = 1;
    expect(runs.create({ ...SCENARIO, steps: [] }, 10)).toBeNull();
  });

  it('lets old captures go when all of them together pass the bound', () => {
    const runs = new Runs();
    const count = LIMITS.storeBytes / LIMITS.captureBytes + 8;
    const all = Array.from({ length: count }, () => create(runs));
    for (const run of all) fill(run);
    const kept = all.filter((run) => runs.get(run.id));
    expect(kept.length).toBeLessThan(count);
    expect(kept).toEqual(all.slice(-kept.length));
    expect(kept.reduce((sum, run) => sum + run.cost, 0)).toBeLessThanOrEqual(LIMITS.storeBytes);
    expect(all[0]?.capture.length).toBe(0);
  });

  it('stops recording rather than let a run with an open stream go', () => {
    const runs = new Runs();
    const count = LIMITS.storeBytes / LIMITS.captureBytes + 8;
    const all = Array.from({ length: count }, () => create(runs));
    for (const run of all) run.streams = 1;
    for (const run of all) fill(run);
    expect(all.every((run) => runs.get(run.id) === run)).toBe(true);
    expect(all.at(-1)?.capture.length).toBe(0);
    expect(all.reduce((sum, run) => sum + run.cost, 0)).toBeLessThanOrEqual(LIMITS.storeBytes);
  });
});

describe('a run without an open stream', () => {
  it('is not let go to make room for its own arrivals', () => {
    const runs = new Runs();
    const others = Array.from({ length: LIMITS.storeBytes / LIMITS.captureBytes + 8 }, () => create(runs));
    for (const other of others) {
      other.streams = 1;
      fill(other);
    }
    const run = create(runs);
    fill(run);
    expect(runs.get(run.id)).toBe(run);
    expect(run.capture.length).toBe(0);
  });
});

describe('Run', () => {
  it('counts small arrivals by what they take in memory', () => {
    const run = create(new Runs());
    while (!run.full) run.record(run, 'server', performance.now(), new Uint8Array(1));
    expect(run.capture.arrivals.length).toBeLessThanOrEqual(LIMITS.captureBytes / LIMITS.arrivalCost);
  });

  it('never goes back in time, also for a request that began before an arrival of another connection', () => {
    const run = create(new Runs());
    const [a, b] = [{}, {}];
    const now = performance.now();
    run.record(a, 'client', now - 60_000, new Uint8Array(1));
    run.record(a, 'server', now + 20, new Uint8Array(1));
    run.record(b, 'client', now + 10, new Uint8Array(1));
    run.record(a, 'server', now + 30, new Uint8Array(1));
    const [first, second, third, fourth] = Array.from(run.capture.arrivals, ({ at }) => at);
    expect(first).toBe(0);
    expect(third).toBe(second);
    expect(fourth).toBeCloseTo((third ?? 0) + 10);
  });

  it('keeps its own copy of the bytes', () => {
    const run = create(new Runs());
    const bytes = new Uint8Array([1]);
    run.record(run, 'server', performance.now(), bytes);
    bytes[0] = 2;
    expect(run.bytes(1, 'server')).toEqual(new Uint8Array([1]));
  });
});
