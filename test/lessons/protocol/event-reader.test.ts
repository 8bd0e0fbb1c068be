import { isAscii } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteStore } from '../../../lessons/protocol/byte-store.ts';
import { Direction } from '../../../lessons/protocol/direction.ts';
import { EventReader, type EventText } from '../../../lessons/protocol/event-reader.ts';
import { EventStream } from '../../../lessons/protocol/event-stream.ts';
import { decodeUtf8 } from '../../../lessons/protocol/utf8.ts';
import { cutInto, eventStream } from './random.ts';
import { EVENT_STREAM_VECTORS } from './vectors/event-stream.ts';
import { allCuts, arrival, bytesOf, closeFramed, dissect, eventOf, EVENT_STREAM_HEAD } from './wire.ts';

const HEAD = EVENT_STREAM_HEAD.length + 2;

/** As Node decodes text fastest: whole for ASCII, as a part of a stream for all else. */
function platformDecoder(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (bytes) =>
    isAscii(bytes) ? Buffer.from(bytes).toString('latin1') : decoder.decode(bytes, { stream: true });
}

function readEvents(parts: readonly Uint8Array[], decode: (bytes: Uint8Array) => string): EventText[] {
  const store = new ByteStore();
  const direction = new Direction(store, 0, 1, 'server');
  const stream = new EventStream(direction);
  const events: EventText[] = [];
  const reader = new EventReader(stream, decode, (event) => events.push(event));
  for (const part of parts) {
    const start = store.length;
    store.append(part);
    direction.extend(start, part.length);
    store.eachBlock(start, store.length, (block, from, to) => {
      stream.receive(block, from, to);
      reader.read();
    });
  }
  return events;
}

function dissected(stream: Uint8Array): EventText[] {
  const d = dissect([arrival(closeFramed(stream))]);
  return Array.from(d.events, (event) => {
    const { type, data, id } = eventOf(d, event);
    return { type, data, lastEventId: id, from: event.start - HEAD, to: event.end - HEAD };
  });
}

/** A CR is the end of a line at once: a LF that comes later is not in the event any more. */
const withoutEnds = (events: readonly EventText[]) => events.map(({ to: _, ...event }) => event);

describe('events as text', () => {
  it.each(EVENT_STREAM_VECTORS)('are those of the dissection, at every cut: $name', ({ stream }) => {
    const bytes = bytesOf(stream);
    const expected = dissected(bytes);
    expect(readEvents([bytes], decodeUtf8)).toEqual(expected);
    for (const cuts of allCuts(bytes.length)) {
      const ends = [...cuts, bytes.length];
      const parts = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      for (const decode of [decodeUtf8, platformDecoder()]) {
        expect(withoutEnds(readEvents(parts, decode)), `cut at ${cuts.join(' ')}`).toEqual(
          withoutEnds(expected),
        );
      }
    }
  });

  it('are those of the dissection for any stream, cut anywhere, across the blocks of the store', () => {
    const long = fc
      .constantFrom('data: é\n', 'data: x\r\n', ': c\r', 'id: 7\n', '\n')
      .chain((line) => fc.integer({ min: 1, max: 20_000 }).map((count) => bytesOf(line.repeat(count))));
    const stream = fc
      .array(fc.oneof({ weight: 9, arbitrary: eventStream }, { weight: 1, arbitrary: long }), {
        maxLength: 6,
      })
      .map((parts) => bytesOf(parts));
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(stream, sizes, (bytes, each) => {
        const expected = dissected(bytes);
        expect(readEvents([bytes], decodeUtf8)).toEqual(expected);
        expect(withoutEnds(readEvents(cutInto(bytes, each), platformDecoder()))).toEqual(
          withoutEnds(expected),
        );
      }),
      { numRuns: 100 },
    );
  });
});
