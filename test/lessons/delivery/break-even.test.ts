/** Polling against an event stream, with heads of round numbers. */
import { describe, expect, it } from 'vitest';
import { bytesOf, headsIn, hoursOf, verdictOn, wakeUpsOf } from '../../../lessons/delivery/break-even.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { breakEvenSchema } from '../../../lessons/schema/break-even.ts';
import type { BreakEven } from '../../../lessons/schema/break-even-fields.ts';
import { arrival } from '../protocol/wire.ts';

const USUAL: BreakEven = breakEvenSchema.parse({});
const numbers = (changed: Partial<BreakEven>): BreakEven => ({ ...USUAL, ...changed });

const HEAD = { request: 400, response: 200 };
const HEADS = { polling: HEAD, 'long polling': HEAD, 'event stream': HEAD, WebSocket: HEAD };

describe('an hour', () => {
  it('of polling asks by the clock, whatever happens', () => {
    const { polling } = hoursOf(numbers({ rate: 0, poll: 60 }), HEADS);
    expect(polling).toEqual({
      requests: 60,
      up: 60 * 400,
      down: 60 * (200 + 2),
      wakeUps: 60,
      delay: { mean: 30_000, longest: 60_000 },
      connections: 0,
    });
    const busy = hoursOf(numbers({ rate: 10, size: 5, poll: 60 }), HEADS).polling;
    expect(busy.requests).toBe(60);
    expect(busy.down - polling.down).toBe(10 * '{"id":1,"data":"12345"},'.length);
  });

  it('of long polling asks again after each answer, and after each long silence', () => {
    const requests = (changed: Partial<BreakEven>) =>
      hoursOf(numbers(changed), HEADS)['long polling'].requests;
    expect(requests({ rate: 0, heartbeat: 30 })).toBe(120);
    expect(requests({ rate: 0, heartbeat: 0 })).toBe(1);
    expect(requests({ rate: 600, heartbeat: 30 })).toBe(600);
    // 360 seconds: eleven times nothing, then the notification.
    expect(requests({ rate: 10, heartbeat: 30 })).toBe(120);
    expect(requests({ rate: 10, heartbeat: 0 })).toBe(10);
  });

  it('of an event stream is one request, its events in chunks and its heartbeats', () => {
    const stream = hoursOf(numbers({ rate: 2, size: 5, heartbeat: 60 }), HEADS)['event stream'];
    expect(stream.requests).toBe(1);
    expect(stream.up).toBe(400);
    const events = 2 * '13\r\nid: 1\ndata: 12345\n\n\r\n'.length;
    const beats = 60 * 'd\r\n: heartbeat\n\n\r\n'.length;
    expect(stream.down).toBe(200 + events + beats);
    expect(stream.wakeUps).toBe(62);
    expect(stream.delay.longest).toBe(0);
  });

  it('of a WebSocket answers its pings, and its frames grow with what is in them', () => {
    const socket = (size: number) => hoursOf(numbers({ rate: 1, size, heartbeat: 60 }), HEADS).WebSocket;
    expect(socket(5).up).toBe(400 + 60 * 6);
    expect(socket(5).down).toBe(200 + 60 * 2 + 2 + '{"id":1,"data":"12345"}'.length);
    const content = (size: number) => socket(size).down - socket(5).down - (size - 5);
    expect([content(107), content(108), content(65_517), content(65_518)]).toEqual([0, 2, 2, 8]);
  });
});

describe('polling', () => {
  const bytes = (changed: Partial<BreakEven>) => verdictOn(bytesOf, numbers(changed), HEADS);
  const wakeUps = (changed: Partial<BreakEven>) => verdictOn(wakeUpsOf, numbers(changed), HEADS);

  it('wakes a phone less often than a stream whose heartbeats come sooner, at any rate', () => {
    expect(wakeUps({ poll: 60, heartbeat: 30 })).toEqual({
      cheaper: true,
      above: 0,
      interval: 3600 / 130,
    });
  });

  it('wakes it less often above a rate, where heartbeats are rare', () => {
    expect(wakeUps({ rate: 10, poll: 60, heartbeat: 0 })).toEqual({
      cheaper: false,
      above: 60,
      interval: 360,
    });
  });

  it('is never cheaper in wake-ups than a stream that is silent', () => {
    expect(wakeUps({ rate: 0, heartbeat: 0 }).interval).toBeNull();
  });

  it('takes fewer bytes from an interval on, where both are the same', () => {
    const { cheaper, interval } = bytes({ rate: 10, poll: 60 });
    expect(cheaper).toBe(false);
    const at = (poll: number) => {
      const { polling, 'event stream': stream } = hoursOf(numbers({ rate: 10, poll }), HEADS);
      return [bytesOf(polling), bytesOf(stream)] as const;
    };
    const [polling, stream] = at(interval ?? 0);
    expect(polling).toBeCloseTo(stream, 6);
    expect(bytes({ rate: 10, poll: Math.ceil(interval ?? 0) }).cheaper).toBe(true);
  });

  it.each([20, 120, 5000])(
    'is cheaper in bytes above the rate that is said, with data of %i bytes',
    (size) => {
      const { above } = bytes({ size });
      expect(above).toBeGreaterThan(0);
      expect(bytes({ size, rate: 1.01 * above }).cheaper).toBe(true);
      expect(bytes({ size, rate: 0.99 * above }).cheaper).toBe(false);
      expect(bytes({ size, poll: 3000 }).above).toBe(0);
    },
  );
});

describe('heads', () => {
  const GET = 'GET /runs/x/stream HTTP/1.1\r\nHost: a\r\n\r\n';
  const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';

  it('are those of a run, and none before its first response', () => {
    const dissection = new Dissection();
    dissection.append(arrival(GET, 'client'));
    expect(headsIn(dissection)).toBeNull();
    dissection.append(arrival(`${OK}data: a\n\n`));
    const usual = { request: GET.length, response: OK.length };
    expect(headsIn(dissection)).toEqual({
      polling: usual,
      'long polling': usual,
      'event stream': usual,
      WebSocket: usual,
    });
  });

  it('are the mean of those of each way', () => {
    const dissection = new Dissection();
    dissection.append(arrival(GET, 'client'));
    dissection.append(arrival(OK));
    const json = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
    for (const after of ['0', '100']) {
      dissection.append(arrival(`GET /runs/x/poll?after=${after} HTTP/1.1\r\nHost: a\r\n\r\n`, 'client', 2));
      dissection.append(arrival(`${json}[]`, 'server', 2));
    }
    expect(headsIn(dissection)?.polling).toEqual({
      request: 'GET /runs/x/poll?after=00 HTTP/1.1\r\nHost: a\r\n\r\n'.length,
      response: json.length,
    });
  });
});
