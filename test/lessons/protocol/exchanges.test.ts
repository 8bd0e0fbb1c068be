import { describe, expect, it } from 'vitest';
import type { Sender } from '../../../lessons/protocol/capture.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Message } from '../../../lessons/protocol/message.ts';
import { nextStop } from '../../../lessons/protocol/stops.ts';
import { everything, tilingFaults, tokensOf } from './tokens.ts';
import { EXCHANGE_VECTORS, type ExchangeVector } from './vectors/exchanges.ts';
import { arrival, bytesOf, dissect, latin1 } from './wire.ts';

/** The bytes of the steps as they are, each a byte of this sender. */
const sent = ({ steps }: ExchangeVector) =>
  steps.flatMap(([from, text]) => Array.from(text, (character) => [from, character.charCodeAt(0)] as const));

/** What was sent, in arrivals of bytes that follow each other from one sender, cut before each of the offsets. */
function play(vector: ExchangeVector, isCut: (offset: number) => boolean): Dissection {
  const arrivals: { from: Sender; bytes: number[] }[] = [];
  for (const [offset, [from, byte]] of sent(vector).entries()) {
    const last = arrivals.at(-1);
    if (last?.from === from && !isCut(offset)) last.bytes.push(byte);
    else arrivals.push({ from, bytes: [byte] });
  }
  const d = dissect(arrivals.map(({ from, bytes }) => arrival(bytes, from)));
  for (const from of ['client', 'server'] as const) d.append({ ...arrival('', from), ending: 'fin' });
  return d;
}

function textOf(d: Dissection, message: Message): string {
  const content = tokensOf(d).pieces.filter(
    ({ start, leaf }) => leaf.kind === 'content' && d.at(start).message === message,
  );
  const { head, status, framing, outcome } = message;
  return `${head?.method ?? status} ${framing} ${outcome} ${latin1(d.capture.bytes(content))}`;
}

describe('HTTP/1.x exchanges', () => {
  describe.each(EXCHANGE_VECTORS)('$name', (vector) => {
    const whole = play(vector, () => false);

    it('is read as the RFC says', () => {
      expect(tilingFaults(whole)).toEqual([]);
      expect(whole.messages.map((message) => textOf(whole, message))).toEqual(vector.messages);
      const tunnel = tokensOf(whole).leaves.filter(({ kind }) => kind === 'tunnel');
      expect(tunnel.map((leaf) => latin1(whole.capture.bytes(leaf.spans)))).toEqual(vector.tunnel ?? []);
      expect(tunnel.map(({ reason, open }) => [reason?.text, open])).toEqual(
        tunnel.map(() => [vector.reason, false]),
      );
      expect(tokensOf(whole).leaves.filter(({ kind }) => kind === 'malformed')).toEqual([]);
      for (const { start } of tunnel) expect(whole.at(start).message).toBeNull();
    });

    it('is the same at every split', () => {
      const text = everything(whole);
      const size = sent(vector).length;
      expect(everything(play(vector, () => true))).toBe(text);
      for (let cut = 1; cut < size; cut++) {
        expect(everything(play(vector, (offset) => offset === cut)), `cut at ${cut}`).toBe(text);
      }
    });
  });

  it('knows of a tunnel only from the head on that began it', () => {
    const connect = 'CONNECT a:1 HTTP/1.1\r\n\r\n';
    const answer = 'HTTP/1.1 200 OK\r\n\r\n';
    const d = dissect([arrival(connect, 'client'), arrival(`${answer}data: x\n\n`)]);
    const headEnd = connect.length + answer.length;
    expect(d.stateAt(headEnd)).toMatchObject({ phase: 'complete', message: d.messages[1] });
    expect(d.stateAt(headEnd - 1)).toMatchObject({ phase: 'head', message: d.messages[1] });
    expect(d.stateAt(headEnd + 1)).toMatchObject({
      phase: 'nothing',
      message: null,
      line: null,
      chunk: null,
    });
    expect(d.leafAt(headEnd)).toMatchObject({ kind: 'tunnel', open: true });
    expect(d.events).toHaveLength(0);
    expect(nextStop(d, 'line', headEnd)).toBe(d.capture.length);
    d.append({ ...arrival('y'), ending: 'reset' });
    expect(d.leafAt(headEnd)).toMatchObject({ kind: 'tunnel', open: false, end: d.capture.length });
    d.append(arrival('z'));
    expect(d.leafAt(d.capture.length - 1)).toMatchObject({
      kind: 'malformed',
      reason: { text: 'bytes after the end of this direction', rule: 'RFC 9112 9.6' },
    });
  });

  it('makes a tunnel of its own connection only', () => {
    const d = dissect([
      arrival('CONNECT a:1 HTTP/1.1\r\n\r\n', 'client', 1),
      arrival('GET / HTTP/1.1\r\n\r\n', 'client', 2),
      arrival('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 'server', 2),
      arrival('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 'server', 1),
      arrival(bytesOf('GET / HTTP/1.1\r\n\r\n'), 'client', 2),
    ]);
    expect(d.messages.map((message) => [message.connection, message.framing])).toEqual([
      [1, 'none'],
      [2, 'none'],
      [2, 'length'],
      [1, 'none'],
      [2, 'none'],
    ]);
    expect(tokensOf(d).leaves.filter(({ kind }) => kind === 'tunnel')).toHaveLength(1);
  });
});
