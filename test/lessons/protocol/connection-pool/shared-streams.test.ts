/** One stream for all tabs of an origin: who opens it, who takes over, and what it leaves to the rest. */
import { describe, expect, it } from 'vitest';
import type { WorkloadRequest } from '../../../../lessons/schema/workload.ts';
import { ask, close, closeTab, end, get, LAB, numbers, play, stream, streams } from './play.ts';

type Shared = NonNullable<WorkloadRequest['shared']>;

const TEN = numbers(1, 10);
const tabs = TEN.map((id) => ({ id, origin: LAB }));
const url = `${LAB}/shared`;
const share = (shared: Shared, at = 0) => TEN.map((id) => stream(at, id, { url, shared, tab: id }));

const NEAR = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 4 } } as const;

const requested = (played: ReturnType<typeof play>) =>
  played.timeline.requests.map(({ id, attempt, role }) => `${id} ${attempt} ${role}`);

describe.each<Shared>(['lock', 'worker'])('ten tabs that share a stream by a %s', (shared) => {
  const fetches = TEN.map((id) => get(500, 100 + id, { tab: id }));
  const responses = Object.fromEntries(TEN.map((id) => [`${LAB}/${100 + id}`, { duration: 50 }]));

  it('have one between them, and five connections for the rest', () => {
    const played = play([...share(shared), ...fetches], { tabs, responses });
    const { running, connections } = played.at(1000);
    expect(running).toMatchObject([{ api: 'EventSource', tab: 1, url }]);
    expect(connections).toHaveLength(6);
    expect(played.startOf(...TEN.map((id) => 100 + id))).toEqual([
      ...Array<number>(5).fill(500),
      ...Array<number>(5).fill(550),
    ]);
  });

  it('go on hearing of its events when the tab that opened it is closed', () => {
    const played = play([...share(shared), closeTab(1000, 1), closeTab(2000, 2)], { tabs });
    expect(played.at(3000).running).toMatchObject([
      { url, tab: shared === 'lock' ? 3 : 1, issuedAt: shared === 'lock' ? 2000 : 0 },
    ]);
  });

  it('end it with the last of them', () => {
    const played = play([...share(shared), ...TEN.map((tab) => closeTab(1000 + tab, tab))], { tabs });
    expect(played.at(2000).running).toEqual([]);
    expect(played.timeline.requests.at(-1)).toMatchObject({ endedAt: 1010, ending: 'closed' });
  });

  it('of other origins, of other profiles and for other URLs have their own', () => {
    const other = [
      { id: 1, origin: LAB },
      { id: 2, origin: 'http://a.localhost:4281' },
      { id: 3, origin: LAB, profile: 'private' },
      { id: 4, origin: LAB },
    ];
    const asked = [1, 2, 3].map((id) => stream(0, id, { url, shared, tab: id }));
    const played = play([...asked, stream(0, 4, { url: `${LAB}/other`, shared, tab: 4 })], { tabs: other });
    expect(played.at(100).running.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });
});

describe('a lock', () => {
  it('is passed on in the order of asking, also when the stream is closed or refused', () => {
    const responses = { [url]: { delay: 100 } };
    const actions = [...share('lock'), close(1000, 2), close(2000, 1)];
    expect(requested(play(actions, { tabs, responses }))).toEqual(['1 1 request', '3 1 request']);
    const refused = play([...share('lock'), closeTab(50, 2)], {
      tabs,
      responses: { [url]: { delay: 100, status: 500, duration: 0 } },
    });
    expect(requested(refused)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => `${id} 1 request`));
  });

  it('stays with a stream that comes back', () => {
    const played = play([...share('lock'), end(1000, 1)], { tabs });
    expect(requested(played)).toEqual(['1 1 request', '1 2 request']);
  });

  it('takes longer than to ask for anything else in the task', () => {
    const played = play([stream(0, 1, { shared: 'lock' }), stream(0, 2), get(0, 3)]);
    expect([3, 2, 1].map((id) => played.of(id).turn)).toEqual([1, 2, 3]);
  });

  it('does not come too late for one that is closed in the same task', () => {
    const played = play([stream(0, 1, { shared: 'lock' }), close(0, 1)]);
    expect(played.timeline.requests).toEqual([]);
  });
});

describe('a worker', () => {
  it('asks for its script, and opens the stream when that has come', () => {
    const played = play(share('worker'), {
      tabs,
      servers: NEAR,
    });
    expect(requested(played)).toEqual(['1 1 worker script', '1 1 request']);
    const [script, shared] = played.timeline.requests;
    expect(script).toMatchObject({ url: `${LAB}/worker.js`, priority: 'low', issuedAt: 0, endedAt: 8 });
    expect(shared).toMatchObject({ issuedAt: 8, startedAt: 8, connection: 1, reused: true });
  });

  it('its script is served after a fetch that came later, and before an image that came earlier', () => {
    const waiting = [ask(10, 11, 'image'), stream(20, 12, { shared: 'worker' }), get(30, 13)];
    const { timeline } = play([...streams(6), ...waiting, close(100, 1)], { servers: NEAR, until: 1000 });
    const served = timeline.requests
      .filter(({ startedAt }) => (startedAt ?? 0) >= 100)
      .toSorted((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0));
    expect(served.map(({ id, role }) => `${id} ${role}`)).toEqual([
      '13 request',
      '12 worker script',
      '11 request',
      '12 request',
    ]);
  });

  it('its script is not held back by what its tab has of low priority', () => {
    const low = numbers(1, 7).map((id) => get(0, id, { priority: 'low', credentials: 'omit' }));
    const responses = Object.fromEntries(numbers(1, 7).map((id) => [`${LAB}/${id}`, { delay: 1000 }]));
    const played = play([...low, stream(100, 11, { shared: 'worker' })], { responses });
    expect(played.startOf(7, 11)).toEqual([1000, 100]);
  });

  it('its script comes to its end when nobody needs it any more, and then no stream is opened', () => {
    const waiting = [stream(10, 11, { shared: 'worker', tab: 2 }), closeTab(20, 2)];
    const played = play([...streams(6), ...waiting, close(100, 1)], { tabs });
    expect(requested(played).slice(6)).toEqual(['11 1 worker script']);
    expect(played.timeline.requests.at(-1)).toMatchObject({ startedAt: 100, ending: 'complete' });
  });

  it('is started anew when the last has gone', () => {
    const again = stream(3000, 11, { url, shared: 'worker', tab: 5 });
    const played = play([...share('worker'), ...TEN.map((id) => close(1000 + id, id)), again], { tabs });
    expect(requested(played)).toEqual([
      '1 1 worker script',
      '1 1 request',
      '11 1 worker script',
      '11 1 request',
    ]);
  });

  it('its stream is ended by the server, and comes back', () => {
    const played = play([...share('worker'), closeTab(500, 1), end(1000, 1)], { tabs });
    expect(requested(played)).toEqual(['1 1 worker script', '1 1 request', '1 2 request']);
  });
});
