import { describe, expect, it } from 'vitest';
import { behind } from '../../../../lessons/protocol/connection-pool/moment.ts';
import {
  API,
  ask,
  close,
  end,
  get,
  LAB,
  LAB_TLS,
  numbers,
  play,
  stream,
  streams,
  type Played,
} from './play.ts';

const FULL = streams(6);
const far = { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 100 } } as const;

describe('a moment', () => {
  const stateAt = (played: Played, time: number) =>
    played.at(time).groups[0]?.slots.map(({ state }) => state);

  it('says of each slot what it is doing', () => {
    const played = play([stream(0, 1), get(10, 2), get(90, 3)], { servers: far });
    expect(stateAt(played, 0)).toEqual(['connecting', 'free', 'free', 'free', 'free', 'free']);
    expect(stateAt(played, 150)).toEqual(['busy', 'busy', 'connecting', 'free', 'free', 'free']);
    expect(stateAt(played, 1000)).toEqual(['busy', 'idle', 'idle', 'free', 'free', 'free']);
  });

  it('before the first request is empty', () => {
    expect(play([stream(10, 1)]).at(9)).toEqual({ groups: [], running: [], waiting: [], connections: [] });
  });

  it('has who is on the wire, and who waits for what, the next to be served first', () => {
    const played = play([...FULL, get(10, 7, { priority: 'low' }), get(11, 8), ask(12, 9, 'stylesheet')]);
    const { groups } = played.at(20);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.running.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(groups[0]?.waiting.map(({ request, reason }) => [request.id, reason])).toEqual([
      [9, 'connections to the host'],
      [8, 'connections to the host'],
      [7, 'requests to the host'],
    ]);
  });

  it('comes after everything that happens at it', () => {
    const played = play([...FULL, get(10, 7), end(20, 3)], {
      responses: { [`${LAB}/7`]: { duration: 'endless' } },
    });
    expect(played.at(19).waiting).toHaveLength(1);
    expect(played.at(20).waiting).toHaveLength(0);
    expect(played.at(20).groups[0]?.slots[2]).toMatchObject({ state: 'busy', requests: [{ id: 7 }] });
  });

  it('has one busy slot with all requests on HTTP/2', () => {
    const list = numbers(1, 3).map((id) => stream(id, id, { url: `${LAB_TLS}/${id}` }));
    const played = play(list, {
      tabs: [{ id: 1, origin: LAB_TLS }],
      servers: { [LAB_TLS]: { protocol: 'HTTP/2' } },
    });
    const [slot] = played.at(10).groups[0]?.slots ?? [];
    expect(slot).toMatchObject({ state: 'busy', connection: { protocol: 'HTTP/2' } });
    expect(slot?.state === 'busy' && slot.requests.map((request) => request.stream)).toEqual([1, 3, 5]);
  });

  it('has a seventh slot while a synchronous XHR makes one', () => {
    expect(stateAt(play([...FULL, ask(10, 7, 'sync XHR')]), 20)).toHaveLength(7);
  });

  it('of a request that lost its connection to a more important one says so', () => {
    const list = [...streams(5), ask(200, 11, 'image'), ask(250, 12, 'stylesheet')];
    const reason = (time: number) =>
      play(list, { servers: far })
        .at(time)
        .waiting.find(({ request }) => request.id === 11)?.reason;
    expect([reason(210), reason(260)]).toEqual(['connecting', 'connections to the host']);
  });
});

describe('behind whom a request waited', () => {
  const behindOf = (played: Played, id: number) =>
    behind(played.timeline, played.of(id)).map((request) => request.id);

  it('is nobody when it got a connection at once', () => {
    const played = play(FULL);
    expect(numbers(1, 6).flatMap((id) => behindOf(played, id))).toEqual([]);
  });

  it('are those that held the connections, and those that were served before it', () => {
    const responses = { [`${LAB}/8`]: { duration: 100 } };
    const played = play([...FULL, get(10, 7), ask(20, 8, 'stylesheet'), close(100, 1)], { responses });
    expect(behindOf(played, 8)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(behindOf(played, 7)).toEqual([1, 2, 3, 4, 5, 6, 8]);
  });

  it('is nobody of another group', () => {
    const other = stream(0, 20, { url: 'http://a.localhost:4281/' });
    expect(behindOf(play([...FULL, other, get(10, 7)]), 7)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is the request of the same URL that went out before it', () => {
    const url = `${LAB}/same`;
    const played = play(
      [0, 1, 2].map((at) => get(at, at + 1, { url })),
      { responses: { [url]: { delay: 1000, duration: 5000 } } },
    );
    expect([1, 2, 3].map((id) => behindOf(played, id))).toEqual([[], [1], [1, 2]]);
  });

  it('are the requests to its host that its tab had on their way, when it is of low priority', () => {
    const tabs = [1, 2].map((id) => ({ id, origin: LAB }));
    const low = numbers(1, 3).map((id) => ask(0, id, 'image'));
    const elsewhere = [ask(0, 21, 'image', { url: `${API}/21` }), stream(0, 22, { tab: 2 })];
    const rest = [stream(0, 4), get(0, 5), get(0, 6, { credentials: 'omit' }), ...elsewhere];
    const played = play([...low, ...rest, ask(500, 7, 'image')], {
      tabs,
      responses: Object.fromEntries(numbers(1, 6).map((id) => [`${LAB}/${id}`, { delay: 1000 + id }])),
    });
    expect(played.of(7).waits).toMatchObject([{ reason: 'requests to the host', from: 500, until: 1001 }]);
    expect(behindOf(played, 7).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are all those of low priority of its tab, when it has as many of them as it may', () => {
    const hosts = numbers(1, 10).map((id) => ask(0, id, 'image', { url: `http://h${id}.localhost:4281/` }));
    const played = play([...hosts, stream(0, 20), ask(500, 11, 'image')], {
      responses: {
        'http://h3.localhost:4281/': { delay: 1000 },
        ...Object.fromEntries(
          numbers(1, 10)
            .filter((id) => id !== 3)
            .map((id) => [`http://h${id}.localhost:4281/`, { delay: 5000 }]),
        ),
      },
    });
    expect(played.of(11).waits).toMatchObject([
      { reason: 'requests of low priority', from: 500, until: 1000 },
    ]);
    expect(behindOf(played, 11)).toEqual(numbers(1, 10));
  });

  it('is its own preflight', () => {
    const options = { url: `${API}/1`, preflight: true } as const;
    const played = play([get(0, 1, options)], {
      servers: { [API]: { protocol: 'HTTP/1.1', roundTrip: 10 } },
    });
    expect(played.of(1).waits).toMatchObject([{ reason: 'preflight', from: 0, until: 20 }]);
    expect(behind(played.timeline, played.of(1)).map(({ role }) => role)).toEqual(['preflight']);
  });
});
