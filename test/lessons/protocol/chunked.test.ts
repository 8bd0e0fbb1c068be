import { describe, expect, it } from 'vitest';
import { CHUNK_BOUNDS } from '../../../lessons/protocol/chunked.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { everything, tilingFaults, tokensOf } from './tokens.ts';
import { CHUNKED_VECTORS } from './vectors/chunked.ts';
import { allCuts, arrival, bytesOf, dissect, dissectResponse, latin1, leavesOf, type Bytes } from './wire.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const REQUEST_HEAD = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';

const response = (body: Bytes) => bytesOf([HEAD, bytesOf(body)]);

const bytesIn = (d: Dissection, kind: string) =>
  leavesOf(d)
    .filter(([each]) => each === kind)
    .map(([, text]) => text)
    .join('');

const framing = (d: Dissection) => leavesOf(d).filter(([kind]) => /^(last-)?chunk|^trailer|^body/.test(kind));

describe('chunked transfer coding, RFC 9112 7.1', () => {
  describe.each(CHUNKED_VECTORS)('$name', (vector) => {
    const whole = dissectResponse(response(vector.body));
    const [message] = whole.messages;

    it('has the content, the chunks and the leaves that the RFC gives it', () => {
      expect(tilingFaults(whole)).toEqual([]);
      expect(bytesIn(whole, 'content')).toBe(vector.content);
      const { chunks } = tokensOf(whole);
      expect(chunks.map((chunk) => chunk.size)).toEqual(vector.sizes);
      expect(chunks.map((chunk) => latin1(whole.capture.bytes(chunk.data))).join('')).toBe(vector.content);
      if (vector.leaves) expect(framing(whole)).toEqual(vector.leaves);
    });

    it('ends as it must', () => {
      const good = vector.cut === undefined && vector.reason === undefined;
      expect(message?.outcome).toBe(good ? 'complete' : 'cut');
      expect(bytesIn(whole, 'malformed')).toBe(vector.malformed ?? '');
      expect(message?.reason?.text).toBe(
        vector.cut ? 'the connection was closed before the end of the chunked body' : vector.reason,
      );
      expect(tokensOf(whole).chunks.every((chunk) => !chunk.open)).toBe(true);
    });

    it('is the same at every split', () => {
      const bytes = response(vector.body);
      const text = everything(whole);
      for (const cuts of allCuts(bytes.length, HEAD.length)) {
        expect(everything(dissectResponse(bytes, cuts)), `cut at ${cuts.join(' ')}`).toBe(text);
      }
    });

    it('reads the same in a request', () => {
      const request = dissectResponse(bytesOf([REQUEST_HEAD, bytesOf(vector.body)]), [], 'client');
      expect(framing(request)).toEqual(framing(whole));
      expect(bytesIn(request, 'content')).toBe(vector.content);
      expect(request.messages[0]).toMatchObject({
        kind: 'request',
        framing: 'chunked',
        outcome: message?.outcome,
      });
    });
  });

  it('leaves the bytes after the end to the next message', () => {
    const d = dissectResponse(bytesOf([response('1\r\na\r\n0\r\n\r\n'), response('1\r\nb\r\n0\r\n\r\n')]));
    expect(d.messages.map((message) => message.outcome)).toEqual(['complete', 'complete']);
    expect(tokensOf(d).chunks.map((chunk) => [chunk.message.number, chunk.number, chunk.kind])).toEqual([
      [1, 1, 'chunk'],
      [1, 2, 'last-chunk'],
      [2, 1, 'chunk'],
      [2, 2, 'last-chunk'],
    ]);
  });

  it('covers a chunk from its size to the CRLF after its data', () => {
    const d = dissectResponse(response('5;a\r\nhello\r\n0\r\nt: u\r\n\r\n'));
    expect(tokensOf(d).chunks.map((chunk) => chunk.spans)).toEqual([
      [{ start: HEAD.length, end: HEAD.length + 12 }],
      [{ start: HEAD.length + 12, end: d.capture.length }],
    ]);
  });

  it('says with each break of a rule where the RFC has it', () => {
    const d = dissectResponse(response('5;\r\n'));
    const { leaf, message, chunk } = d.at(d.capture.length - 1);
    expect(leaf).toMatchObject({
      layer: 'chunked',
      kind: 'malformed',
      reason: { text: 'not a chunk extension', rule: 'RFC 9112 7.1.1' },
    });
    expect(chunk).toBeNull();
    expect(message).toBe(d.messages[0]);
    expect(message?.reason).toBe(leaf?.reason);
  });

  it('ends the event stream with the first malformed byte', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
    const d = dissect([arrival(`${head}8\r\ndata: x\nXX\r\ndata: y\n\n`)]);
    const at = head.length + '8\r\ndata: x\nX'.length;
    expect(d.messages[0]).toMatchObject({ outcome: null, endAt: null });
    expect(tokensOf(d).blocks).toMatchObject([{ kind: 'block', open: false, endAt: at }]);
    expect(d.events).toHaveLength(0);
    d.append({ ...arrival('z'), ending: 'fin' });
    expect(d.messages[0]).toMatchObject({ outcome: 'cut', endAt: d.capture.length });
    expect(tokensOf(d).blocks).toMatchObject([{ kind: 'block', open: false, endAt: at }]);
    expect(d.stateAt(at - 1).block).not.toBeNull();
    expect(d.stateAt(at)).toMatchObject({ block: null, phase: 'content' });
  });

  it('bounds the extensions of a chunk, and the trailer section', () => {
    const most = CHUNK_BOUNDS.extensions;
    const extended = (size: number) => response(`1;${'a'.repeat(size - 1)}\r\nx\r\n0\r\n\r\n`);
    expect(dissectResponse(extended(most)).messages[0]?.outcome).toBe('complete');
    const long = dissectResponse(extended(most + 1));
    expect(long.messages[0]?.reason?.text).toBe('chunk extensions of more than 4096 bytes are refused here');
    expect(bytesIn(long, 'chunk-ext')).toHaveLength(most);

    const line = 'a: b\r\n'.length;
    const trailers = (size: number) => response(`0\r\na:${'b'.repeat(size - line)} b\r\n\r\n`);
    expect(dissectResponse(trailers(CHUNK_BOUNDS.trailers)).messages[0]?.outcome).toBe('complete');
    const many = dissectResponse(trailers(CHUNK_BOUNDS.trailers + 1));
    expect(many.messages[0]?.reason?.text).toBe('a trailer section of more than 65536 bytes is refused here');
  });

  it('counts the extensions of each chunk for themselves', () => {
    const chunk = `1;${'a'.repeat(3000)}\r\nx\r\n`;
    expect(dissectResponse(response(`${chunk}${chunk}0\r\n\r\n`)).messages[0]?.outcome).toBe('complete');
  });
});
