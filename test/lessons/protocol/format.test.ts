import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEvent } from '../../../lessons/protocol/format.ts';
import type { EventFields } from '../../../lessons/schema/scenario.ts';
import { tokensOf } from './tokens.ts';
import { arrival, bytesOf, closeFramed, dissect, eventOf } from './wire.ts';

const read = (text: string) => dissect([arrival(closeFramed(text))]);

describe('formatting an event, HTML 9.2.5', () => {
  it.each<[string, EventFields, string]>([
    ['data', { data: 'x' }, 'data: x\n\n'],
    [
      'all fields, in a fixed order',
      { data: 'x', retry: 5, id: '1', event: 'e', comment: 'c' },
      ': c\nevent: e\nid: 1\nretry: 5\ndata: x\n\n',
    ],
    ['a comment alone', { comment: 'ping' }, ': ping\n\n'],
    ['an empty comment', { comment: '' }, ':\n\n'],
    ['empty data', { data: '' }, 'data:\n\n'],
    ['data with each kind of line end', { data: 'a\nb\rc\r\nd' }, 'data: a\ndata: b\ndata: c\ndata: d\n\n'],
    ['line ends at both ends of data', { data: '\na\n' }, 'data:\ndata: a\ndata:\n\n'],
    ['data that begins with a space', { data: ' a' }, 'data:  a\n\n'],
    ['data that looks like fields', { data: 'id: 1\n\n: x' }, 'data: id: 1\ndata:\ndata: : x\n\n'],
    ['data of one line end', { data: '\r\n' }, 'data:\ndata:\n\n'],
    ['data with U+0000', { data: 'a\0' }, 'data: a\0\n\n'],
    ['what other formats end lines with', { data: '\v\f\x85\u2028' }, 'data: \v\f\x85\u2028\n\n'],
    ['an event type and an id that begin with a space', { event: ' e', id: ' 1' }, 'event:  e\nid:  1\n\n'],
    ['an empty id, which sets the last event ID back', { id: '' }, 'id:\n\n'],
    ['retry 0', { retry: 0 }, 'retry: 0\n\n'],
  ])('writes %s', (_, fields, text) => {
    expect(formatEvent(fields)).toBe(text);
  });

  it.each<[EventFields, RegExp]>([
    [{ comment: 'a\ndata: x' }, /^comment must not hold a CR or LF.*HTML 9\.2\.5/],
    [{ event: 'a\rb' }, /^event must not hold a CR or LF.*HTML 9\.2\.5/],
    [{ id: 'a\r\nb' }, /^id must not hold a CR or LF.*HTML 9\.2\.5/],
    [{ id: 'a\0' }, /^id must not hold U\+0000.*HTML 9\.2\.6/],
    [{ retry: -1 }, /^retry must be a whole number.*HTML 9\.2\.6/],
    [{ retry: 1.5 }, /^retry must be a whole number/],
    [{ retry: 1e21 }, /^retry must be a whole number/],
    [{ retry: NaN }, /^retry must be a whole number/],
  ])('refuses %j', (fields, message) => {
    expect(() => formatEvent(fields)).toThrow(RangeError);
    expect(() => formatEvent(fields)).toThrow(message);
  });

  it('is read back as the same event, whatever the fields hold', () => {
    const text = fc.string({ unit: 'grapheme' });
    const field = text.map((value) => value.replace(/[\r\n\0]/g, ''));
    const data = fc
      .array(fc.oneof(text, fc.constantFrom('\r', '\n', '\r\n', ':', ' ', '\0', '\ufeff')))
      .map((parts) => parts.join(''));
    const fields = fc.record(
      { comment: field, event: field, id: field, retry: fc.nat(), data },
      { requiredKeys: ['data'] },
    );
    fc.assert(
      fc.property(fields, fields, (one, two) => {
        const d = read(formatEvent(one) + formatEvent(two));
        expect(Array.from(d.events, (event) => eventOf(d, event))).toEqual(
          [one, two].map((each, index) => ({
            type: each.event || 'message',
            data: each.data.replace(/\r\n?/g, '\n'),
            id: each.id ?? (index === 1 ? (one.id ?? '') : ''),
          })),
        );
        expect(tokensOf(d).blocks).toHaveLength(2);
        expect(d.stateAt(d.capture.length).reconnectionTime).toBe(two.retry ?? one.retry ?? null);
      }),
    );
  });

  it('is refused, or gives one block of as many lines as went in, whatever the fields hold', () => {
    const hostile = fc
      .array(
        fc.constantFrom(
          '\r',
          '\n',
          '\r\n',
          '\0',
          ':',
          ' ',
          'a',
          'data: x',
          '\n\n',
          '\ufeff',
          '\u2028',
          '\ud83e',
          '\udd89',
        ),
        { maxLength: 4 },
      )
      .map((parts) => parts.join(''));
    const numbers = fc.oneof(fc.nat(), fc.double(), fc.integer());
    const fields = fc.record(
      { comment: hostile, event: hostile, id: hostile, retry: numbers, data: hostile },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (one) => {
        let text: string;
        try {
          text = formatEvent(one);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(/^(comment|event|id|retry) must .* \(HTML 9\.2\.[56]\)$/);
          return;
        }
        const { data, ...others } = one;
        const d = read(text);
        expect(d.events.length).toBe(data === undefined ? 0 : 1);
        expect(tokensOf(d).lines).toHaveLength(
          Object.keys(others).length + (data === undefined ? 0 : data.split(/\r\n|[\r\n]/).length) + 1,
        );
        expect(tokensOf(d).lines.filter(({ role }) => role === 'ignored')).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets a lone surrogate become U+FFFD, and nothing beside it', () => {
    const d = read(formatEvent({ id: '\udd89', data: 'a\ud83e\n\udd89b' }));
    expect(Array.from(d.events, (event) => eventOf(d, event))).toEqual([
      { type: 'message', data: 'a\ufffd\n\ufffdb', id: '\ufffd' },
    ]);
  });

  it('writes nothing that needs escaping in UTF-8', () => {
    expect(bytesOf(formatEvent({ data: '€' }))).toEqual(
      Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0x20, 0xe2, 0x82, 0xac, 0x0a, 0x0a),
    );
  });
});
