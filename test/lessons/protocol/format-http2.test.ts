/** Frames and fields written by hand, read again by the decoder. */
import { describe, expect, it } from 'vitest';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { formatField, formatFrame, LEAST_MAX_FRAME_SIZE } from '../../../lessons/protocol/format-http2.ts';
import { DATA, END_HEADERS, HEADERS, SETTINGS } from '../../../lessons/protocol/http2/frame-header.ts';
import { joined } from '../../../lessons/protocol/joined.ts';
import { encodeUtf8 } from '../../../lessons/protocol/utf8.ts';

function read(...frames: Uint8Array[]): Dissection {
  const dissection = new Dissection('http2');
  const bytes = joined([formatFrame(SETTINGS, 0, 0, new Uint8Array()), ...frames]);
  dissection.append({ connection: 1, from: 'server', at: 0, bytes, ending: null });
  return dissection;
}

describe('a response by hand', () => {
  it.each([0, 1, 126, 127, 128, 254, 255, 256, 5000])('has a field value of %i bytes', (length) => {
    const value = 'v'.repeat(length);
    const block = joined([formatField(':status', '200'), formatField('x', value)]);
    const [message] = read(formatFrame(HEADERS, END_HEADERS, 1, block)).messages;
    expect(message?.status).toBe(200);
    expect(message?.head?.fields).toMatchObject([{ name: 'x', value }]);
  });

  it('has content in frames of its stream', () => {
    const fields = [
      [':status', '200'],
      ['content-type', 'text/event-stream'],
    ] as const;
    const block = joined(fields.map(([name, value]) => formatField(name, value)));
    const dissection = read(
      formatFrame(HEADERS, END_HEADERS, 2 ** 31 - 1, block),
      formatFrame(DATA, 0, 2 ** 31 - 1, encodeUtf8('data: a\n\n')),
    );
    expect(Array.from(dissection.events, (event) => dissection.eventData(event))).toEqual(['a']);
    expect(dissection.messages[0]?.streamId).toBe(2 ** 31 - 1);
  });

  it('has no frame that an endpoint may refuse for its length', () => {
    expect(formatFrame(DATA, 0, 1, new Uint8Array(LEAST_MAX_FRAME_SIZE))).toHaveLength(9 + 16_384);
    expect(() => formatFrame(DATA, 0, 1, new Uint8Array(LEAST_MAX_FRAME_SIZE + 1))).toThrow(
      /16384 bytes \(RFC 9113 4\.2\)/,
    );
  });
});
