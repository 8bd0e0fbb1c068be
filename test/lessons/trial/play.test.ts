/** Scenarios without a network, held against what HTTP and the standard of event streams say of them. */
import { describe, expect, it } from 'vitest';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';
import { play, whyUnplayable } from '../../../lessons/trial/play.ts';
import type { ScenarioInput } from '../../server/clients.ts';
import { latin1 } from '../protocol/wire.ts';

const played = (input: ScenarioInput) => play(scenarioSchema.parse(input));

/** What the server sent, one text for each arrival that brought bytes. */
function answers(input: ScenarioInput): string[] {
  const { capture } = played(input);
  const texts: string[] = [];
  for (let offset = 0; offset < capture.length;) {
    const arrival = capture.arrivalAt(offset);
    if (!arrival) break;
    if (arrival.from === 'server')
      texts.push(latin1(capture.bytes({ start: arrival.start, end: arrival.end })));
    offset = arrival.end;
  }
  return texts;
}

const steps = [{ event: { id: '1', data: 'a' } }, { wait: 5 }, { event: { data: 'b' } }];

describe('a scenario played without a network', () => {
  it('is a head, a chunk for each write, and for as long as it is held no end', () => {
    expect(answers({ steps })).toEqual([
      'HTTP/1.1 200 \r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
      'f\r\nid: 1\ndata: a\n\n\r\n',
      '9\r\ndata: b\n\n\r\n',
    ]);
  });

  it('announces a length, of which the last byte comes with the end alone', () => {
    const all = answers({ steps, framing: 'length', then: 'cut' });
    expect(all[0]).toContain('Content-Length: 24\r\n');
    expect(all.slice(1, 3).join('')).toBe('id: 1\ndata: a\n\ndata: b\n');
  });

  it('has no chunks in HTTP/1.0, and ends with the connection', () => {
    const dissection = played({ steps, protocol: 'HTTP/1.0', then: 'end' });
    expect(dissection.messages[1]).toMatchObject({ framing: 'close', outcome: 'complete', chunked: null });
  });

  it('asks again after an end, as an EventSource would for ever, and stops at four', () => {
    const { messages, events } = played({ steps, then: 'end' });
    expect(messages.filter(({ kind }) => kind === 'request')).toHaveLength(4);
    expect(events).toHaveLength(8);
  });

  it('goes on after the last event that has an id, and stops at 204', () => {
    const dissection = played({ steps: steps.slice(0, 1), resume: true, then: 'end' });
    const statuses = dissection.messages.map(({ head }) => (head && 'status' in head ? head.status : null));
    expect(statuses).toEqual([null, 200, null, 204]);
    expect(dissection.events).toHaveLength(1);
  });

  it('does not ask again after another status, nor after an answer without an end', () => {
    expect(played({ steps, status: 500, then: 'end' }).messages).toHaveLength(2);
    const endless = played({ steps: [{ repeat: { steps: [{ event: { data: '{n}' } }] } }], then: 'end' });
    expect(endless.messages).toHaveLength(2);
  });

  it('asks with the method and the body of a fetch', () => {
    const { messages, capture } = played({ steps, fetch: { body: '{"prompt":"é"}' } });
    const [request] = messages;
    expect(latin1(capture.bytes({ start: 0, end: request?.end ?? 0 }))).toBe(
      'POST /stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Length: 15\r\n' +
        'Content-Type: text/plain;charset=UTF-8\r\n\r\n{"prompt":"\xc3\xa9"}',
    );
    expect(request?.outcome).toBe('complete');
  });

  it.each<[what: string, input: Partial<ScenarioInput>, requests: number]>([
    ['never after an end', { then: 'end', fetch: { retries: 2 } }, 1],
    ['never without retries', { then: 'cut', fetch: {} }, 1],
    ['as often as it retries after a cut', { then: 'cut', fetch: { retries: 5 } }, 6],
    ['as often as it retries after a reset', { then: 'reset', fetch: { retries: 1 } }, 2],
    ['again without any answer', { rawHead: '', steps: [], then: 'reset', fetch: { retries: 1 } }, 2],
    ['until an answer ends', { then: 'cut', attempts: [{ then: 'end' }], fetch: { retries: 5 } }, 2],
    ['never where a cut looks like an end', { then: 'cut', protocol: 'HTTP/1.0', fetch: { retries: 2 } }, 1],
  ])('is asked for by fetch %s', (_what, input, requests) => {
    const { messages } = played({ steps, ...input });
    expect(messages.filter(({ kind }) => kind === 'request')).toHaveLength(requests);
  });

  it.each([
    [{ steps, protocol: 'HTTP/2' }, /^HTTP\/2/],
    [{ steps, gzip: 'hold' }, /^compression/],
    [{ steps, attempts: [{ gzip: 'flush' }] }, /^compression/],
  ] satisfies [ScenarioInput, RegExp][])('is not possible for %j, and says why', (input, why) => {
    expect(whyUnplayable(scenarioSchema.parse(input))).toMatch(why);
  });

  it('is possible with compression that the head asks to leave out', () => {
    const fields = [{ name: 'Cache-Control', value: 'no-cache, no-transform' }];
    expect(whyUnplayable(scenarioSchema.parse({ steps, gzip: 'hold', fields }))).toBeNull();
  });
});
