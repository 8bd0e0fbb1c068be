import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed, resultOf, untiled, type Step } from './feed.ts';
import { moves, play } from './play.ts';
import { join } from './wire.ts';

/** The same bytes in the same order, cut into pieces of these sizes over and over. */
function cut(steps: readonly Step[], sizes: readonly number[]): Step[] {
  let turn = 0;
  return steps.flatMap(([from, bytes]) => {
    const pieces: Step[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = sizes[turn++ % sizes.length] ?? 1;
      pieces.push([from, bytes.subarray(at, at + size)]);
      at += size;
    }
    return pieces;
  });
}

/** Steps of one sender that follow each other become one. */
function merged(steps: readonly Step[]): Step[] {
  const list: Step[] = [];
  for (const [from, bytes] of steps) {
    const last = list.at(-1);
    if (last?.[0] === from) list[list.length - 1] = [from, join(last[1], bytes)];
    else list.push([from, bytes]);
  }
  return list;
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const textsOf = (feed: Feed) =>
  Object.fromEntries(Object.entries(feed.told.content).map(([key, { text }]) => [key, text]));

const stateOf = (feed: Feed, client: number, server: number) => {
  const { stateOf: _, ...state } = feed.connection.stateAt(client, server);
  return state;
};

describe('any connection that keeps the rules', () => {
  it('gives the content of each stream, has no fault, and its leaves tile it', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { steps, content } = play(list);
        const feed = new Feed(steps);
        expect(feed.told.faults).toEqual([]);
        expect(textsOf(feed)).toEqual(content);
        for (const from of ['client', 'server'] as const)
          expect(untiled(feed.leaves(from), feed.size(from))).toEqual([]);
      }),
      { seed: 9113, numRuns: 300 },
    );
  });

  it('is the same however it is cut', () => {
    fc.assert(
      fc.property(moves, sizes, (list, pieces) => {
        const { steps } = play(list);
        const whole = resultOf(new Feed(steps));
        expect(resultOf(new Feed(cut(steps, pieces)))).toEqual(whole);
        expect(resultOf(new Feed(merged(steps)))).toEqual(whole);
      }),
      { seed: 9113, numRuns: 100 },
    );
  });

  it('has at every earlier moment the state that its bytes till then make', () => {
    fc.assert(
      fc.property(moves, sizes, (list, pieces) => {
        const { steps } = play([...list, ...list, ...list, ...list, ...list, ...list]);
        const whole = new Feed(steps);
        const growing = new Feed();
        for (const [i, [from, bytes]] of cut(steps, pieces).entries()) {
          growing.give(from, bytes);
          if (i % 7 !== 0) continue;
          const [client, server] = [growing.size('client'), growing.size('server')];
          expect(stateOf(whole, client, server)).toEqual(stateOf(growing, client, server));
        }
      }),
      { seed: 9113, numRuns: 40 },
    );
  });
});

describe('any bytes', () => {
  const sender = fc.constantFrom('client' as const, 'server' as const);
  const garbage = fc.array(fc.tuple(sender, fc.uint8Array({ maxLength: 60 })), { maxLength: 20 });

  /** All that can be asked is asked: none of it may throw, and the leaves must tile. */
  function askAll(steps: readonly Step[]): void {
    const feed = new Feed(steps);
    const whole = resultOf(feed);
    expect(resultOf(new Feed(cut(steps, [1])))).toEqual(whole);
    for (const from of ['client', 'server'] as const) {
      expect(untiled(feed.leaves(from), feed.size(from))).toEqual([]);
      for (let at = 0; at < feed.size(from); at += 3) feed.connection.frameAt(from, at);
    }
    stateOf(feed, feed.size('client') / 2, feed.size('server') / 2);
  }

  it('are taken without an exception, and laid out without a gap', () => {
    fc.assert(fc.property(garbage, askAll), { seed: 1, numRuns: 300 });
  });

  it('may follow a good beginning', () => {
    const { steps } = play([]);
    fc.assert(
      fc.property(garbage, (list) => {
        askAll([...steps, ...list]);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('may be those of a good connection with some of them changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(moves, changes, (list, changed) => {
        const steps = play(list).steps.map(([from, bytes]): Step => [from, bytes.slice()]);
        for (const [step, at, value] of changed) {
          const bytes = steps[step % steps.length]?.[1];
          if (bytes !== undefined && bytes.length > 0) bytes[at % bytes.length] = value;
        }
        askAll(steps);
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});
