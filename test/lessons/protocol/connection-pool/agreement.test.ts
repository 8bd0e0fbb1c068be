/** What differs between the model and a browser is named, start by start; what agrees is not. */
import { describe, expect, it } from 'vitest';
import { agreement, type SeenStart } from '../../../../lessons/protocol/connection-pool/agreement.ts';
import { close, get, LAB, numbers, play, streams, type Played } from './play.ts';

/** Full, a fetch and an XHR wait; the fetch is served at 1000 on a new connection, and the rest after it. */
const played = play([...streams(6), get(30, 7), get(60, 8), get(90, 9), close(1000, 3)], {
  servers: { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 4 } },
});

/** What a browser would have shown that does exactly as predicted, with connections of other numbers. */
const seenAs = ({ timeline }: Played): SeenStart[] =>
  timeline.requests
    .flatMap(({ id, attempt, role, startedAt, connection, turn }) =>
      startedAt === null || connection === null
        ? []
        : [{ id, attempt, role, at: startedAt, connection: 100 - connection, turn }],
    )
    .toSorted((one, other) => one.at - other.at || (one.turn ?? 0) - (other.turn ?? 0));

const perfect = seenAs(played);

const said = (seen: readonly SeenStart[], begins = 0) =>
  agreement(played.timeline, seen, begins).starts.flatMap(({ differences }) => differences);

describe('agreement', () => {
  it('is full where the browser does what was predicted, whatever the numbers of its connections', () => {
    const { starts, agreeing } = agreement(played.timeline, perfect, 0);
    expect(starts.map(({ predicted }) => predicted?.id)).toEqual(numbers(1, 9));
    expect(agreeing).toBe(9);
    expect(starts.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('includes those that wait for ever on both sides', () => {
    const waiting = play([...streams(6), get(30, 7)]);
    const { starts, agreeing } = agreement(waiting.timeline, seenAs(waiting), 0);
    expect(starts.at(-1)).toMatchObject({ predicted: { id: 7 }, seen: null, differences: [] });
    expect(agreeing).toBe(7);
  });

  it('does not wait at the server for one that goes on with the exchange of another', () => {
    const url = `${LAB}/stored`;
    const shared = play([get(0, 1, { url }), get(10, 2, { url }), close(500, 1)], {
      responses: { [url]: { delay: 100, duration: 1000, maxAge: 60_000 } },
    });
    expect(shared.of(2).startedAt).toBe(500);
    const seen = seenAs(shared).filter(({ id }) => id === 1);
    expect(agreement(shared.timeline, seen, 0).agreeing).toBe(2);
    expect(agreement(shared.timeline, seenAs(shared), 0).agreeing).toBe(1);
  });

  it('names one that never came', () => {
    expect(said(perfect.filter(({ id }) => id !== 9))).toEqual([
      { differs: 'never came', says: '/9 was to come, and never came.' },
    ]);
  });

  it('names one that came and was to wait, or was not to be asked for', () => {
    const waiting = play([...streams(6), get(30, 7)]);
    const came = { id: 7, attempt: 1, role: 'request', connection: 1, at: 40 } as const;
    const more = [came, { ...came, id: 3, attempt: 2 }];
    const { starts, agreeing } = agreement(waiting.timeline, [...seenAs(waiting), ...more], 0);
    expect(agreeing).toBe(6);
    expect(starts.flatMap(({ differences }) => differences.map(({ says }) => says))).toEqual([
      '/7 was not to come, and came.',
      'Request 3, attempt 2, came, and was not to be asked for.',
    ]);
  });

  it('names one that came on another connection, and what was predicted', () => {
    const other = perfect.map((start) => (start.id === 8 ? { ...start, connection: 55 } : start));
    expect(said(other)).toEqual([
      { differs: 'connection', says: '/8 came on a new connection; predicted was the connection of /7.' },
    ]);
    const first = perfect.find(({ id }) => id === 1)?.connection ?? 0;
    const busy = perfect.map((start) => (start.id === 9 ? { ...start, connection: first } : start));
    expect(said(busy)).toEqual([
      {
        differs: 'connection',
        says: '/9 came on the connection of /1; predicted was the connection of /7.',
      },
    ]);
  });

  it('names one that overtook another on one connection, and not those that it overtook', () => {
    const [early, last] = [perfect.slice(0, -1), perfect.slice(-1)];
    const seen = [...early.slice(0, 6), ...last, ...early.slice(6)];
    expect(said(seen)).toEqual([{ differs: 'order', says: '/9 came before /8; predicted was after it.' }]);
  });

  it('does not judge in which order connections opened at one moment are read', () => {
    const streamsBackwards = [...perfect.slice(0, 6).toReversed(), ...perfect.slice(6)];
    expect(said(streamsBackwards)).toEqual([]);
  });

  it('names one that came much too late, unless it was before the beginning', () => {
    const late = perfect.map((start) => (start.id === 9 ? { ...start, at: start.at + 5000 } : start));
    expect(said(late)).toEqual([{ differs: 'time', says: '/9 came 5000 ms later than predicted.' }]);
    expect(said(late, 10_000)).toEqual([]);
  });

  it('judges tens of thousands of starts, also when they come backwards', () => {
    const many = play(
      numbers(1, 20_000).map((id) => get(id, id)),
      { until: 1e6 },
    );
    const forwards = agreement(many.timeline, seenAs(many), 0);
    expect(forwards.agreeing).toBe(20_000);
    const backwards = agreement(many.timeline, seenAs(many).toReversed(), 0);
    expect(backwards.agreeing).toBe(1);
  });
});
