import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival, Span } from '../../../lessons/protocol/capture.ts';
import type { Token } from '../../../lessons/protocol/token.ts';
import { arrivals, cutInto, eventStream, recut } from './random.ts';
import { referenceState } from './reference.ts';
import {
  arrival,
  bytesOf,
  chunkFramed,
  closeFramed,
  dissect,
  dissectResponse,
  eventOf,
  EVENT_STREAM_HEAD,
  everything,
  tilingFaults,
} from './wire.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

const covers = (token: Token, offset: number) =>
  token.spans.some((span: Span) => span.start <= offset && offset < span.end);

describe('a dissection', () => {
  it('dispatches what a plain parser of the whole text dispatches, however it is framed and cut', () => {
    fc.assert(
      fc.property(eventStream, fc.integer({ min: 1, max: 20 }), sizes, (stream, chunkSize, cuts) => {
        const expected = referenceState(stream).events;
        for (const bytes of [closeFramed(stream), chunkFramed(stream, chunkSize)]) {
          const d = dissect(cutInto(bytes, cuts).map((part) => arrival(part)));
          expect(d.events.map((event) => eventOf(d, event))).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tiles any capture with its leaves, each inside all that it is part of', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        expect(tilingFaults(dissect(each))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same however the arrivals of two connections are cut', () => {
    fc.assert(
      fc.property(arrivals, sizes, (each, cuts) => {
        const whole = everything(dissect(each));
        expect(everything(dissect(recut(each, cuts)))).toBe(whole);
        expect(everything(dissect(recut(each, [1])))).toBe(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('reads each connection as if it were alone', () => {
    const read = (each: readonly Arrival[], connection: number) => {
      const d = dissect(each);
      const mine = <T extends { readonly message: { connection: number } }>(tokens: readonly T[]) =>
        tokens.filter((token) => token.message.connection === connection);
      return {
        messages: d.messages
          .filter((message) => message.connection === connection)
          .map(({ kind, status, framing, eventStream, end, reason }) => ({
            kind,
            status,
            framing,
            eventStream,
            end,
            reason,
          })),
        events: mine(d.events).map((event) => eventOf(d, event)),
        lines: mine(d.lines).map((line) => [
          line.number,
          line.role,
          line.reason,
          d.text(line.name),
          d.text(line.value),
        ]),
        chunks: mine(d.chunks).map((chunk) => [chunk.kind, chunk.size, d.text(chunk.data)]),
      };
    };
    fc.assert(
      fc.property(arrivals, fc.constantFrom(1, 2), (each, connection) => {
        const alone = each.filter((arrival) => arrival.connection === connection);
        expect(read(each, connection)).toEqual(read(alone, connection));
      }),
      { numRuns: 200 },
    );
  });

  it('finds the tokens of any byte', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const d = dissect(each);
        const wrong: string[] = [];
        for (let offset = 0; offset < d.capture.length; offset++) {
          const { leaf, ...groups } = d.at(offset);
          const of = (tokens: readonly Token[]) => tokens.find((token) => covers(token, offset)) ?? null;
          const walked = {
            headLine: of(d.headLines),
            chunk: of(d.chunks),
            line: of(d.lines),
            block: of(d.blocks),
            message: of(d.messages),
            character: of(d.characters),
          };
          for (const [name, token] of Object.entries(walked)) {
            if (groups[name as keyof typeof walked] !== token) wrong.push(`${name} at ${offset}`);
          }
          const piece = d.pieces.find(({ start, end }) => start <= offset && offset < end);
          if (leaf !== piece?.leaf || d.leafAt(offset) !== leaf) wrong.push(`leaf at ${offset}`);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('has no tokens outside the capture', () => {
    const d = dissectResponse(closeFramed('data: x\n\n'));
    for (const offset of [-1, d.capture.length, 1e9]) {
      expect(d.leafAt(offset)).toBeNull();
      expect(Object.values(d.at(offset))).toEqual(Array(7).fill(null));
    }
  });

  it('lists a token with its first byte, and closes it with its last', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const d = dissect(each);
        const tokens: Token[] = [
          ...d.messages,
          ...d.headLines,
          ...d.chunks,
          ...d.lines,
          ...d.blocks,
          ...d.characters,
        ];
        const all = new Set([...tokens, ...d.pieces.map(({ leaf }) => leaf)]);
        const wrong = [...all].filter(
          ({ spans, open, parent }) => spans.length === 0 || (open && parent !== null && !parent.open),
        );
        expect(wrong).toEqual([]);
        for (const message of d.messages) expect(message.open).toBe(message.end === null);
      }),
      { numRuns: 100 },
    );
  });

  it('reads a line of more pieces than a function can take arguments', () => {
    const value = 'x'.repeat(150_000);
    const chunks = `6\r\ndata: \r\n${'1\r\nx\r\n'.repeat(value.length)}2\r\n\n\n\r\n0\r\n\r\n`;
    const d = dissectResponse(bytesOf(`${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n${chunks}`));
    expect(d.lines[0]?.value).toHaveLength(value.length);
    expect(d.events.map((event) => d.eventData(event))).toEqual([value]);
  });

  it('keeps no byte that is not in the capture: an earlier byte changed there changes the text', () => {
    const bytes = closeFramed('data: x\n\n');
    const d = dissect([arrival(bytes)]);
    bytes[bytes.length - 3] = 'y'.charCodeAt(0);
    expect(d.events.map((event) => d.eventData(event))).toEqual(['y']);
  });
});
