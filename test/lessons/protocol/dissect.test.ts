import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival, Span } from '../../../lessons/protocol/capture.ts';
import { CR } from '../../../lessons/protocol/line-end.ts';
import type { Dissection, Piece } from '../../../lessons/protocol/dissect.ts';
import type { Offsets } from '../../../lessons/protocol/offsets.ts';
import type { Token } from '../../../lessons/protocol/token.ts';
import { arrivals, cutInto, eventStream, recut } from './random.ts';
import { referenceState } from './reference.ts';
import { everything, nameOf, tilingFaults, tokensOf } from './tokens.ts';
import {
  arrival,
  bytesOf,
  chunkFramed,
  closeFramed,
  dissect,
  dissectResponse,
  eventOf,
  EVENT_STREAM_HEAD,
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
          expect(Array.from(d.events, (event) => eventOf(d, event))).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tiles any capture with its leaves, each inside all that it is part of', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        expect(tilingFaults(dissect(each))).toEqual([]);
        expect(tilingFaults(dissect(recut(each, [1])))).toEqual([]);
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

  it('is not changed by arrivals that bring nothing', () => {
    fc.assert(
      fc.property(arrivals, fc.array(fc.nat(40), { maxLength: 8 }), (each, places) => {
        const more = [...each];
        for (const place of places) {
          const { connection, from } = each[place % Math.max(1, each.length)] ?? arrival('');
          more.splice(place, 0, arrival('', from, connection));
        }
        expect(everything(dissect(more))).toBe(everything(dissect(each)));
      }),
      { numRuns: 60 },
    );
  });

  it('reads each connection as if it were alone', () => {
    const read = (each: readonly Arrival[], connection: number) => {
      const d = dissect(each);
      const { events, lines, chunks } = tokensOf(d);
      const mine = <T extends { readonly message: { connection: number } }>(tokens: readonly T[]) =>
        tokens.filter((token) => token.message.connection === connection);
      return {
        messages: d.messages
          .filter((message) => message.connection === connection)
          .map(({ kind, status, head, framing, eventStream, outcome, reason }) => ({
            kind,
            status,
            head,
            framing,
            eventStream: eventStream?.dispatched ?? null,
            outcome,
            reason,
          })),
        events: mine(events).map((event) => eventOf(d, event)),
        lines: mine(lines).map((line) => [
          line.number,
          line.role,
          line.reason,
          d.text(line.name),
          d.text(line.value),
        ]),
        chunks: mine(chunks).map((chunk) => [chunk.kind, chunk.size, d.text(chunk.data)]),
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
        const { pieces, headLines, chunks, lines, blocks, characters } = tokensOf(d);
        const wrong: string[] = [];
        for (let offset = 0; offset < d.capture.length; offset++) {
          const { leaf, ...groups } = d.at(offset);
          const of = (tokens: readonly Token[]) => tokens.find((token) => covers(token, offset)) ?? null;
          const walked = {
            headLine: of(headLines),
            chunk: of(chunks),
            line: of(lines),
            block: of(blocks),
            message: of(d.messages),
            character: of(characters),
          };
          for (const [name, token] of Object.entries(walked)) {
            if (nameOf(groups[name as keyof typeof walked]) !== nameOf(token))
              wrong.push(`${name} at ${offset}`);
          }
          if (groups.message !== walked.message) wrong.push(`another message at ${offset}`);
          const piece = pieces.find(({ start, end }) => start <= offset && offset < end);
          const found = nameOf(piece?.leaf ?? null);
          if (nameOf(leaf) !== found || nameOf(d.leafAt(offset)) !== found) wrong.push(`leaf at ${offset}`);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('gives the same pieces from any byte on, and up to any', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), fc.nat(), (each, from, size) => {
        const d = dissect(each);
        const start = from % (d.capture.length + 1);
        const end = start + (size % (d.capture.length + 2 - start));
        const text = ({ start, end, leaf, last }: Piece) => `${start}-${end} ${nameOf(leaf)} ${last}`;
        const wanted = tokensOf(d).pieces.filter((piece) => piece.start < end && piece.end > start);
        expect(Array.from(d.pieces(start, end), text)).toEqual(end > start ? wanted.map(text) : []);
      }),
      { numRuns: 200 },
    );
  });

  it('counts as events the blocks that were dispatched, in the order of their dispatch', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const d = dissect(each);
        const { blocks, events } = tokensOf(d);
        const dispatched = blocks.filter(({ kind }) => kind === 'event');
        const inOrder = dispatched.toSorted((a, b) => (a.endAt as number) - (b.endAt as number));
        expect(events.map(nameOf)).toEqual(inOrder.map(nameOf));
        expect(events.map((event) => d.numberOf(event))).toEqual(events.map((_, index) => index + 1));
        for (const message of d.messages) {
          const last = blocks.findLast((block) => block.message === message);
          const unfinished = last?.blank === null ? last : null;
          expect(nameOf(d.unfinishedBlockOf(message))).toBe(nameOf(unfinished));
          const mine = events.filter((event) => event.message === message);
          expect(mine.map(({ index }) => index)).toEqual(mine.map((_, index) => index));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lists the ends of what a sender brought, and of the heads of responses', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const d = dissect(each);
        const listed = (offsets: Offsets) => Array.from({ length: offsets.length }, (_, i) => offsets.at(i));
        const brought = [...d.capture.arrivals].filter(({ start, end }) => end > start);
        for (const sender of ['client', 'server'] as const) {
          const ends = brought.filter(({ from }) => from === sender).map(({ end }) => end);
          expect(listed(d.endsOf(sender))).toEqual(ends);
        }
        const heads = d.messages.filter(({ kind, headEnd }) => kind === 'response' && headEnd !== null);
        const ends = heads.map(({ headEnd }) => headEnd as number).sort((a, b) => a - b);
        expect(listed(d.headEnds)).toEqual(ends);
      }),
      { numRuns: 60 },
    );
  });

  it('lists messages by their first bytes, also when more of them were needed to tell the protocol', () => {
    const d = dissect([
      arrival('P', 'client', 1),
      arrival('GET / HTTP/1.1\r\n\r\n', 'client', 2),
      arrival(closeFramed('data: a\n\n'), 'server', 2),
      arrival('OST / HTTP/1.1\r\n\r\n', 'client', 1),
      arrival(closeFramed('data: b\n\n'), 'server', 1),
      arrival('data: c\n\n', 'server', 2),
    ]);
    expect(d.messages.map(({ connection, kind }) => `${connection} ${kind}`)).toEqual([
      '1 request',
      '2 request',
      '2 response',
      '1 response',
    ]);
    expect(
      Array.from(d.events, (event) => [event.message.connection, d.eventData(event), event.index]),
    ).toEqual([
      [2, 'a', 0],
      [1, 'b', 0],
      [2, 'c', 1],
    ]);
    expect(tilingFaults(d)).toEqual([]);
  });

  it('has no tokens outside the capture', () => {
    const d = dissectResponse(closeFramed('data: x\n\n'));
    for (const offset of [-1, d.capture.length, 1e9]) {
      expect(d.leafAt(offset)).toBeNull();
      expect(new Set(Object.values(d.at(offset)))).toEqual(new Set([null]));
    }
  });

  it('lists a token with its first byte, and closes it with its last', () => {
    fc.assert(
      fc.property(arrivals, (each) => {
        const d = dissect(each);
        const { leaves, headLines, chunks, lines, blocks, characters } = tokensOf(d);
        const groups: Token[] = [headLines, chunks, lines, blocks, characters].flat();
        const around = leaves.map((each) => ({ ...d.at(each.start), leaf: each }));
        const tokens: Token[] = [d.messages, leaves, headLines, chunks, lines, blocks, characters].flat();
        const wrong = [
          ...tokens.filter(({ spans }) => spans.length === 0),
          ...groups.filter(({ open, start }) => open && d.at(start).message?.open !== true),
          ...lines.filter(({ open, block }) => open && block !== null && !block.open),
          ...around.filter(
            ({ leaf, headLine, chunk, line, message }) =>
              leaf.open &&
              [headLine, leaf.layer === 'chunked' ? chunk : null, line, message].some(
                (each) => each?.open === false,
              ),
          ),
        ];
        expect(wrong).toEqual([]);
        for (const message of d.messages) expect(message.open).toBe(message.outcome === null);
        const starts = d.messages.map(({ start }) => start);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });

  it('closes a token when nothing that comes can change it, and a leaf no later than with the next one', () => {
    const textsOf = (d: Dissection) => {
      const { leaves, headLines, chunks, lines, blocks, characters } = tokensOf(d);
      const tokens: Token[] = [leaves, headLines, chunks, lines, blocks, characters].flat();
      return new Map(tokens.map((token) => [`${token.layer} ${nameOf(token)}`, token]));
    };
    const plain = ({ spans, reason }: Token) => ({ spans, reason });
    fc.assert(
      fc.property(arrivals, fc.boolean(), fc.nat(), (each, afterCr, pick) => {
        const bytewise = recut(each, [1]);
        const whole = textsOf(dissect(bytewise));
        const ends = [...bytewise.keys()].filter((index) => !afterCr || bytewise[index]?.bytes[0] === CR);
        const d = dissect(bytewise.slice(0, (ends[pick % Math.max(1, ends.length)] ?? -1) + 1));
        const wrong: string[] = [];
        for (const [name, token] of textsOf(d)) {
          const later = whole.get(name);
          const same = later !== undefined && !later.open && isDeepStrictEqual(plain(token), plain(later));
          if (!token.open && !same) wrong.push(`${name} has changed`);
        }
        for (const leaf of tokensOf(d).leaves) {
          if (leaf.open && leaf.to < leaf.axis.length) wrong.push(`${nameOf(leaf)} is open`);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('reads a line of more pieces than a function can take arguments', () => {
    const value = 'x'.repeat(150_000);
    const chunks = `6\r\ndata: \r\n${'1\r\nx\r\n'.repeat(value.length)}2\r\n\n\n\r\n0\r\n\r\n`;
    const d = dissectResponse(bytesOf(`${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n${chunks}`));
    const [message] = d.messages;
    expect(message && d.linesOf(message).at(0).value).toHaveLength(value.length);
    expect(Array.from(d.events, (event) => d.eventData(event))).toEqual([value]);
  });

  it('keeps a copy of the bytes: what the caller then does with them changes nothing', () => {
    const bytes = closeFramed('data: x\n\n');
    const d = dissect([arrival(bytes)]);
    bytes.fill(0);
    expect(Array.from(d.events, (event) => d.eventData(event))).toEqual(['x']);
  });
});
