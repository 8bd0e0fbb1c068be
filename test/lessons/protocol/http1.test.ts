import { describe, expect, it } from 'vitest';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { HEAD_BOUND, valuesOf } from '../../../lessons/protocol/head.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { everything, nameOf, tilingFaults, tokensOf } from './tokens.ts';
import { CONTENT_TYPES, HTTP1_VECTORS, type Http1Vector } from './vectors/http1.ts';
import { allCuts, arrival, bytesOf, dissect, dissectResponse, latin1, leavesOf } from './wire.ts';

/** Text of the leaves of a kind in a message. */
function textIn(d: Dissection, message: Message, kind: string): string {
  const pieces = tokensOf(d).pieces.filter(
    ({ start, leaf }) => leaf.kind === kind && d.at(start).message === message,
  );
  return latin1(d.capture.bytes(pieces));
}

const messageText = (d: Dissection, message: Message) => {
  const who = message.kind === 'request' ? textIn(d, message, 'method') : (message.status ?? '-');
  return `${who} ${message.framing} ${message.outcome} ${textIn(d, message, 'content')}`;
};

const play = (vector: Http1Vector, cuts: readonly number[] = []) =>
  dissectResponse(bytesOf(vector.bytes), cuts, vector.from ?? 'server');

describe('HTTP/1.1 messages, RFC 9112', () => {
  describe.each(HTTP1_VECTORS)('$name', (vector) => {
    const whole = play(vector);

    it('is read as the RFC says', () => {
      expect(tilingFaults(whole)).toEqual([]);
      expect(whole.messages.map((message) => messageText(whole, message))).toEqual(vector.messages);
      if (vector.leaves) expect(leavesOf(whole)).toEqual(vector.leaves);
      const leaves = leavesOf(whole);
      expect(leaves.find(([kind]) => kind === 'malformed')?.[1]).toBe(
        vector.malformed === undefined ? undefined : latin1(bytesOf(vector.malformed)),
      );
      if (vector.reason) {
        const reason = vector.malformed
          ? tokensOf(whole).pieces.at(-1)?.leaf.reason
          : whole.messages.at(-1)?.reason;
        expect(reason?.text).toBe(vector.reason);
      }
      const cut = whole.messages.filter((message) => message.outcome === 'cut');
      expect(cut.every((message) => message.reason !== null)).toBe(true);
    });

    it('is the same at every split', () => {
      const text = everything(whole);
      for (const cuts of allCuts(whole.capture.length)) {
        expect(everything(play(vector, cuts)), `cut at ${cuts.join(' ')}`).toBe(text);
      }
    });
  });

  it.each(CONTENT_TYPES)('%j: an event stream? %j', (fields, eventStream) => {
    const d = dissect([arrival(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`)]);
    expect(d.messages[0]?.eventStream !== null).toBe(eventStream);
  });

  it('decodes no event stream in a request', () => {
    const fields = 'Content-Type: text/event-stream\r\nContent-Length: 9';
    const d = dissect([arrival(`POST / HTTP/1.1\r\n${fields}\r\n\r\ndata: x\n\n`, 'client')]);
    expect(d.messages[0]).toMatchObject({ eventStream: null, outcome: 'complete' });
    expect(tokensOf(d).lines).toEqual([]);
  });

  it('says why an encoded event stream is not decoded, and that Content-Length was overridden', () => {
    const fields = 'Content-Type: text/event-stream\r\nContent-Encoding: br\r\n';
    const coded = dissect([arrival(`HTTP/1.1 200 OK\r\n${fields}\r\nx`)]);
    expect(coded.messages[0]?.reason?.rule).toBe('RFC 9110 8.4');
    const both = dissect([
      arrival('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ]);
    expect(both.messages[0]?.reason?.rule).toBe('RFC 9112 6.3');
  });

  it.each([
    ['until the close', 'HTTP/1.0', '', 'close'],
    ['of a length', 'HTTP/1.0', 'Content-Length: 22\r\n', 'length'],
    [
      'of a length on a connection that is kept',
      'HTTP/1.0',
      'Connection: keep-alive\r\nContent-Length: 22\r\n',
      'length',
    ],
    ['until the close', 'HTTP/1.1', 'Connection: close\r\n', 'close'],
  ])('reads an event stream %s in %s', (_, version, fields, framing) => {
    const head = `${version} 200 OK\r\nContent-Type: text/event-stream\r\n${fields}\r\n`;
    const bytes = bytesOf(`${head}id: 1\ndata: x\n\ndata: y`);
    const whole = dissectResponse(bytes);
    expect(whole.messages).toMatchObject([{ framing, outcome: 'complete', reason: null }]);
    expect(Array.from(whole.events, (event) => [whole.eventData(event), whole.eventId(event)])).toEqual([
      ['x', '1'],
    ]);
    expect(tokensOf(whole).chunks).toEqual([]);
    expect(whole.stateAt(bytes.length - 1)).toMatchObject({ phase: 'content', chunk: null, dispatched: 1 });
    expect(tilingFaults(whole)).toEqual([]);
    const text = everything(whole);
    for (const cuts of allCuts(bytes.length)) expect(everything(dissectResponse(bytes, cuts))).toBe(text);
  });

  it('knows that the response to a HEAD request has no body, also after an informational one', () => {
    const d = dissect([
      arrival('HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n', 'client'),
      arrival('HTTP/1.1 100 Continue\r\n\r\n'),
      arrival('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'),
      arrival('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
    ]);
    const responses = d.messages.filter((message) => message.kind === 'response');
    expect(responses.map((message) => message.framing)).toEqual(['none', 'none', 'length']);
    expect(responses.map((message) => message.outcome)).toEqual(['complete', 'complete', 'complete']);
  });

  it('does not mix up the requests of two connections', () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
    const d = dissect([
      arrival('HEAD / HTTP/1.1\r\n\r\n', 'client', 1),
      arrival('GET / HTTP/1.1\r\n\r\n', 'client', 2),
      arrival(response, 'server', 2),
      arrival(response, 'server', 1),
    ]);
    const responses = d.messages.filter((message) => message.kind === 'response');
    expect(responses.map(({ connection, framing }) => [connection, framing])).toEqual([
      [2, 'length'],
      [1, 'none'],
    ]);
  });

  it('cuts content that goes on until the close when the connection is reset', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
    const bytes = arrival(`${head}data: x\n\ndata: y\n`);
    const reset = dissect([{ ...bytes, ending: 'reset' }]);
    expect(reset.messages[0]).toMatchObject({
      outcome: 'cut',
      endAt: reset.capture.length,
      open: false,
      reason: { text: 'the connection was reset inside content that only an orderly close can end' },
    });
    const closed = dissect([{ ...bytes, ending: 'fin' }]);
    expect(closed.messages[0]).toMatchObject({
      outcome: 'complete',
      endAt: reset.capture.length,
      reason: null,
    });
    for (const d of [reset, closed]) {
      expect(tokensOf(d).blocks.map((block) => block.kind)).toEqual(['event', 'block']);
    }
  });

  it('keeps bytes after the end of a direction as malformed, without a message', () => {
    const d = dissect([{ ...arrival(''), ending: 'fin' }, arrival('HTTP/1.1 200 OK\r\n'), arrival('x')]);
    expect(leavesOf(d)).toEqual([['malformed', 'HTTP/1.1 200 OK\r\nx']]);
    expect(d.at(0)).toMatchObject({ message: null, line: null, chunk: null });
    expect(d.stateAt(5)).toMatchObject({ message: null, phase: 'nothing' });
  });

  it('goes on with a malformed message until the direction ends', () => {
    const d = dissect([arrival('HTTP/2'), arrival('.0 ')]);
    expect(d.messages[0]).toMatchObject({
      outcome: null,
      endAt: null,
      open: true,
      reason: { rule: 'RFC 9112 2.3' },
    });
    d.append({ ...arrival('200'), ending: 'fin' });
    expect(d.messages[0]).toMatchObject({
      outcome: 'cut',
      endAt: 12,
      open: false,
      reason: { rule: 'RFC 9112 2.3' },
    });
    expect(d.messages[0]?.spans).toEqual([{ start: 0, end: 12 }]);
  });

  it('bounds the head', () => {
    const head = (size: number) => {
      const rest = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: \r\n\r\n'.length;
      return `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: ${'a'.repeat(size - rest)}\r\n\r\n`;
    };
    expect(dissect([arrival(head(HEAD_BOUND))]).messages[0]?.outcome).toBe('complete');
    const long = dissect([arrival(head(HEAD_BOUND + 1))]);
    expect(long.messages[0]?.reason?.text).toBe('a head of more than 65536 bytes is refused here');
    expect(tokensOf(long).pieces.at(-1)).toMatchObject({ start: HEAD_BOUND, end: HEAD_BOUND + 1 });
  });

  it('says what a head says: its start-line, and its fields, trimmed and unfolded', () => {
    const lines = 'A: b\r\nSet-Cookie:x\r\nset-cookie :\ty \r\nFold: a\r\n  b\r\n \r\n\tc \r\nEmpty:\r\n';
    const [request, response] = dissect([
      arrival('PUT /a?b HTTP/1.0\r\nHost: c:1\r\n\r\n', 'client'),
      arrival(`HTTP/1.1 299 So so\r\n${lines}\r\n`),
    ]).messages;
    expect(request?.head).toEqual({
      method: 'PUT',
      target: '/a?b',
      status: null,
      version: '1.0',
      fields: [{ name: 'Host', value: 'c:1' }],
    });
    expect(response?.head).toEqual({
      method: null,
      target: null,
      status: 299,
      version: '1.1',
      fields: [
        { name: 'A', value: 'b' },
        { name: 'Set-Cookie', value: 'x' },
        { name: 'set-cookie', value: 'y' },
        { name: 'Fold', value: 'a b c' },
        { name: 'Empty', value: '' },
      ],
    });
    expect(response?.status).toBe(299);
    expect(response?.head && valuesOf(response.head, 'set-cookie')).toEqual(['x', 'y']);
    expect(response?.head && valuesOf(response.head, 'host')).toEqual([]);
  });

  it('knows what a head says only when it is complete', () => {
    const d = dissect([arrival('HTTP/1.1 200 OK\r\nA: b\r\n\r')]);
    expect(d.messages[0]).toMatchObject({ head: null, status: null, headEnd: null });
    d.append(arrival('\n'));
    expect(d.messages[0]).toMatchObject({
      status: 200,
      headEnd: 25,
      head: { fields: [{ name: 'A', value: 'b' }] },
    });
  });

  it('groups the leaves of each line of the head, and keeps the blank line apart', () => {
    const d = dissect([arrival('HTTP/1.1 200 OK\r\nA: b\r\n\r\n')]);
    const { headLines } = tokensOf(d);
    expect(headLines.map((line) => latin1(d.capture.bytes(line.spans)))).toEqual([
      'HTTP/1.1 200 OK\r\n',
      'A: b\r\n',
    ]);
    expect(headLines.every((line) => d.at(line.start).message === d.messages[0] && !line.open)).toBe(true);
    expect(nameOf(d.at(3).headLine)).toBe(nameOf(headLines[0] ?? null));
    expect(nameOf(d.at(18).headLine)).toBe(nameOf(headLines[1] ?? null));
    expect(d.at(24)).toMatchObject({ headLine: null, message: d.messages[0] });
  });
});
