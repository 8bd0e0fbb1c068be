import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatChunk,
  formatHead,
  formatLastChunk,
  type ChunkExtension,
  type FieldLine,
  type RequestHead,
  type ResponseHead,
} from '../../../lessons/protocol/format-http.ts';
import type { Sender } from '../../../lessons/protocol/capture.ts';
import { arrival, bytesOf, dissect, latin1, leavesOf } from './wire.ts';

const utf8 = (text: string) => latin1(bytesOf(text));
const CHUNKED = formatHead({ status: 200, fields: [{ name: 'Transfer-Encoding', value: 'chunked' }] });

/** The leaves of what was sent in one direction, and how many messages there are in it. */
function read(bytes: Uint8Array, from: Sender = 'server') {
  const d = dissect([arrival(bytes, from)]);
  const leaves = leavesOf(d);
  const all = (kind: string) => leaves.filter((leaf) => leaf[0] === kind).map((leaf) => leaf[1]);
  const ends = d.messages.map(({ headEnd, outcome }) => ({ headEnd, end: outcome }));
  return { all, ends, first: (kind: string) => all(kind)[0] ?? '' };
}

/** What the decoder makes of a head: the parts that went in, in Latin-1. */
function readHead(bytes: Uint8Array, from: Sender) {
  const { all, ends, first } = read(bytes, from);
  return {
    parts: ['method', 'request-target', 'http-version', 'status-code', 'reason-phrase'].map(first),
    names: all('field-line-name'),
    values: all('field-line-value'),
    malformed: all('malformed'),
    headEnds: ends.map(({ headEnd }) => headEnd),
  };
}

const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/);
/** HTAB, SP, visible ASCII and more. */
const printable = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'\t "\\;=:,'.split('')),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
  )
  .map((parts) => parts.join(''))
  .filter((text) => !/\p{Cc}/u.test(text.replaceAll('\t', '')));
const value = printable.map((text) => text.replace(/^[\t ]+|[\t ]+$/g, ''));
/** Names that say nothing about the body. */
const field: fc.Arbitrary<FieldLine> = fc.record({ name: token.map((name) => `X-${name}`), value });
const version = fc.constantFrom('1.0' as const, '1.1' as const);
const request: fc.Arbitrary<RequestHead> = fc.record(
  { method: token, target: fc.stringMatching(/^[!-~]{1,20}$/), version, fields: fc.array(field) },
  { requiredKeys: ['method', 'target'] },
);
const response: fc.Arbitrary<ResponseHead> = fc.record(
  { status: fc.integer({ min: 200, max: 999 }), reason: printable, version, fields: fc.array(field) },
  { requiredKeys: ['status'] },
);

describe('formatting a head, RFC 9112', () => {
  it.each<[RequestHead | ResponseHead, string]>([
    [{ method: 'GET', target: '/a?b' }, 'GET /a?b HTTP/1.1\r\n\r\n'],
    [
      { method: 'GET', target: '*', version: '1.0', fields: [{ name: 'Host', value: 'a' }] },
      'GET * HTTP/1.0\r\nHost: a\r\n\r\n',
    ],
    [{ status: 200 }, 'HTTP/1.1 200 \r\n\r\n'],
    [
      {
        status: 404,
        reason: 'Not Found',
        fields: [
          { name: 'A', value: '' },
          { name: 'a', value: 'b\tc  d' },
        ],
      },
      'HTTP/1.1 404 Not Found\r\nA: \r\na: b\tc  d\r\n\r\n',
    ],
    [{ status: 999, reason: 'é' }, 'HTTP/1.1 999 é\r\n\r\n'],
  ])('writes %j', (head, text) => {
    expect(latin1(formatHead(head))).toBe(utf8(text));
  });

  it.each<[object, string]>([
    [{ method: '', target: '/' }, 'method must be .* (RFC 9110 5.6.2)'],
    [{ method: 'GET /', target: '/' }, 'method must be .* (RFC 9110 5.6.2)'],
    [{ method: 'É', target: '/' }, 'method must be .* (RFC 9110 5.6.2)'],
    [{ method: 'GET', target: '' }, 'request-target must be .* (RFC 9112 3.2)'],
    [{ method: 'GET', target: '/ HTTP/1.1\r\nA: b' }, 'request-target must be .* (RFC 9112 3.2)'],
    [{ method: 'GET', target: '/a\nb' }, 'request-target must be .* (RFC 9112 3.2)'],
    [{ method: 'GET', target: '/é' }, 'request-target must be .* (RFC 9112 3.2)'],
    [{ method: 'GET', target: '/\x7f' }, 'request-target must be .* (RFC 9112 3.2)'],
    [{ method: 'GET', target: '/', version: '1.1\r\nA: b' }, 'version must be .* (RFC 9112 2.3)'],
    [{ status: 200, version: '2' }, 'version must be .* (RFC 9112 2.3)'],
    [{ status: 99 }, 'status code must be .* (RFC 9112 4)'],
    [{ status: 1000 }, 'status code must be .* (RFC 9112 4)'],
    [{ status: 200.5 }, 'status code must be .* (RFC 9112 4)'],
    [{ status: NaN }, 'status code must be .* (RFC 9112 4)'],
    [{ status: '200 OK\r\nA:' }, 'status code must be .* (RFC 9112 4)'],
    [{ status: 200, reason: 'OK\r\nA: b' }, 'reason phrase must not hold a control .* (RFC 9112 4)'],
    [{ status: 200, reason: '\x7f' }, 'reason phrase must not hold a control .* (RFC 9112 4)'],
    [{ status: 200, fields: [{ name: '', value: 'a' }] }, 'field name must be .* (RFC 9110 5.6.2)'],
    [{ status: 200, fields: [{ name: 'a b', value: 'a' }] }, 'field name must be .* (RFC 9110 5.6.2)'],
    [{ status: 200, fields: [{ name: 'A:', value: 'a' }] }, 'field name must be .* (RFC 9110 5.6.2)'],
    [
      { status: 200, fields: [{ name: 'A', value: 'a\r\nB: c' }] },
      'the value of A must not hold .* (RFC 9110 5.5)',
    ],
    [
      { status: 200, fields: [{ name: 'A', value: 'a\rb' }] },
      'the value of A must not hold .* (RFC 9110 5.5)',
    ],
    [
      { status: 200, fields: [{ name: 'A', value: 'a\0' }] },
      'the value of A must not hold .* (RFC 9110 5.5)',
    ],
    [
      { status: 200, fields: [{ name: 'A', value: ' a' }] },
      'the value of A must not begin .* (RFC 9110 5.5)',
    ],
    [
      { status: 200, fields: [{ name: 'A', value: 'a\t' }] },
      'the value of A must not begin .* (RFC 9110 5.5)',
    ],
  ])('refuses %j', (head, message) => {
    const write = () => formatHead(head as ResponseHead);
    expect(write).toThrow(RangeError);
    expect(write).toThrow(new RegExp(`^${message.replace(/[()]/g, '\\$&')}$`));
  });

  it('is read back as the same request', () => {
    fc.assert(
      fc.property(request, (head) => {
        const bytes = formatHead(head);
        const fields = head.fields ?? [];
        expect(readHead(bytes, 'client')).toEqual({
          parts: [head.method, head.target, `HTTP/${head.version ?? '1.1'}`, '', ''],
          names: fields.map(({ name }) => name),
          values: fields.map((each) => utf8(each.value)).filter((each) => each !== ''),
          malformed: [],
          headEnds: [bytes.length],
        });
      }),
    );
  });

  it('is read back as the same response', () => {
    fc.assert(
      fc.property(response, (head) => {
        const bytes = formatHead(head);
        const fields = head.fields ?? [];
        expect(readHead(bytes, 'server')).toEqual({
          parts: ['', '', `HTTP/${head.version ?? '1.1'}`, String(head.status), utf8(head.reason ?? '')],
          names: fields.map(({ name }) => name),
          values: fields.map((each) => utf8(each.value)).filter((each) => each !== ''),
          malformed: [],
          headEnds: [bytes.length],
        });
      }),
    );
  });

  it('is refused, or gives one head of as many lines as went in, whatever it is made of', () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        fc.array(fc.tuple(hostile, hostile)),
        fc.boolean(),
        (one, two, pairs, asks) => {
          const fields = pairs.map(([name, each]) => ({ name, value: each }));
          const head = asks ? { method: one, target: two, fields } : { status: 200, reason: one, fields };
          const bytes = unlessRefused(() => formatHead(head));
          if (bytes === null) return;
          const { names, headEnds, malformed } = readHead(bytes, asks ? 'client' : 'server');
          expect(malformed).toEqual([]);
          expect(headEnds).toEqual([bytes.length]);
          expect(names).toEqual(fields.map(({ name }) => name));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Texts that would like to be more than one thing; some are harmless. */
const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: token },
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '\0',
        ' ',
        '\t',
        ':',
        ';',
        '=',
        '"',
        '\\',
        '\\"',
        '\x7f',
        'é',
        '\ud800',
      ),
      fc.constantFrom('\r\nA: b', '0\r\n\r\n', '"\r\n', '\u2028', '\x85', '\u560a', '\u560d'),
    ),
    { maxLength: 3 },
  )
  .map((parts) => parts.join(''));

function unlessRefused(write: () => Uint8Array): Uint8Array | null {
  try {
    return write();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(/\((RFC 9110|RFC 9112) [0-9.]+\)$/);
    return null;
  }
}

describe('formatting chunks, RFC 9112 7.1', () => {
  it.each<[readonly ChunkExtension[], string]>([
    [[], '3\r\nabc\r\n'],
    [[{ name: 'a' }], '3;a\r\nabc\r\n'],
    [[{ name: 'a', value: 'b' }, { name: 'c' }], '3;a=b;c\r\nabc\r\n'],
    [[{ name: 'a', value: '' }], '3;a=""\r\nabc\r\n'],
    [[{ name: 'a', value: 'b c;d' }], '3;a="b c;d"\r\nabc\r\n'],
    [[{ name: 'a', value: '"\\' }], '3;a="\\"\\\\"\r\nabc\r\n'],
    [[{ name: 'a', value: 'é' }], '3;a="é"\r\nabc\r\n'],
  ])('writes the extensions %j', (extensions, text) => {
    expect(latin1(formatChunk(bytesOf('abc'), extensions))).toBe(utf8(text));
  });

  it('writes the size in hexadecimal digits', () => {
    expect(latin1(formatChunk(new Uint8Array(0xabc))).slice(0, 5)).toBe('abc\r\n');
  });

  it.each<[readonly FieldLine[], readonly ChunkExtension[], string]>([
    [[], [], '0\r\n\r\n'],
    [[{ name: 'A', value: 'b' }], [{ name: 'c' }], '0;c\r\nA: b\r\n\r\n'],
  ])('writes the last chunk with %j and %j', (trailers, extensions, text) => {
    expect(latin1(formatLastChunk(trailers, extensions))).toBe(text);
  });

  it.each<[() => Uint8Array, RegExp]>([
    [() => formatChunk(new Uint8Array()), /^chunk-data must not be empty: .* \(RFC 9112 7\.1\)$/],
    [
      () => formatChunk(bytesOf('a'), [{ name: '' }]),
      /^chunk extension name must be .* \(RFC 9110 5\.6\.2\)$/,
    ],
    [
      () => formatChunk(bytesOf('a'), [{ name: 'a b' }]),
      /^chunk extension name must be .* \(RFC 9110 5\.6\.2\)$/,
    ],
    [
      () => formatChunk(bytesOf('a'), [{ name: 'a', value: '"\r\n' }]),
      /^chunk extension value must not hold .* \(RFC 9110 5\.6\.4\)$/,
    ],
    [() => formatLastChunk([], [{ name: 'a', value: '\0' }]), /^chunk extension value must not hold .* \(/],
    [
      () => formatLastChunk([{ name: 'A', value: 'b\r\n' }]),
      /^the value of A must not hold .* \(RFC 9110 5\.5\)$/,
    ],
    [() => formatLastChunk([{ name: 'A\n', value: 'b' }]), /^field name must be .* \(RFC 9110 5\.6\.2\)$/],
    ...[
      'Transfer-Encoding',
      'content-length',
      'Host',
      'Content-Encoding',
      'CONTENT-TYPE',
      'Content-Range',
      'Trailer',
    ].map((name): [() => Uint8Array, RegExp] => [
      () => formatLastChunk([{ name, value: 'x' }]),
      new RegExp(`^${name} must not be sent in the trailer section \\(RFC 9110 6\\.5\\.1\\)$`),
    ]),
  ])('refuses what would not be read so (%#)', (write, message) => {
    expect(write).toThrow(RangeError);
    expect(write).toThrow(message);
  });

  const extension: fc.Arbitrary<ChunkExtension> = fc.oneof(
    fc.record({ name: token }),
    fc.record({ name: token, value: fc.oneof(token, printable) }),
  );
  const data = fc.uint8Array({ minLength: 1, maxLength: 40 });

  it('are read back as the same data, extensions and trailers', () => {
    const parts = fc.array(fc.tuple(data, fc.array(extension, { maxLength: 3 })));
    fc.assert(
      fc.property(parts, fc.array(field), fc.array(extension, { maxLength: 3 }), (chunks, trailers, last) => {
        const written = chunks.map(([each, extensions]) => formatChunk(each, extensions));
        const { all, ends } = read(bytesOf([CHUNKED, ...written, formatLastChunk(trailers, last)]));
        expect(all('malformed')).toEqual([]);
        expect(ends).toEqual([{ headEnd: CHUNKED.length, end: 'complete' }]);
        expect(all('chunk-size')).toEqual(chunks.map(([each]) => each.length.toString(16)));
        expect(all('content').join('')).toBe(chunks.map(([each]) => latin1(each)).join(''));
        expect(all('trailer-line')).toEqual(trailers.map((each) => utf8(`${each.name}: ${each.value}\r\n`)));
        const expected = [...chunks.map(([, extensions]) => extensions), last].filter(
          (each) => each.length > 0,
        );
        expect(all('chunk-ext').map(readExtensions)).toEqual(
          expected.map((each) =>
            each.map(({ name, value: of }) => [name, of === undefined ? null : utf8(of)]),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are refused, or give no chunk, line or message more than went in, whatever they are made of', () => {
    const pairs = fc.array(fc.tuple(hostile, hostile), { maxLength: 3 });
    fc.assert(
      fc.property(data, pairs, pairs, (each, extensions, trailers) => {
        const named = extensions.map(([name, of]) => ({ name, value: of }));
        const fields = trailers.map(([name, of]) => ({ name, value: of }));
        const bytes = unlessRefused(() =>
          bytesOf([CHUNKED, formatChunk(each, named), formatLastChunk(fields, named)]),
        );
        if (bytes === null) return;
        const { all, ends } = read(bytes);
        expect(all('malformed')).toEqual([]);
        expect(ends).toEqual([{ headEnd: CHUNKED.length, end: 'complete' }]);
        expect([...all('chunk-size'), ...all('last-chunk-size')]).toEqual([each.length.toString(16), '0']);
        expect(all('trailer-line')).toHaveLength(fields.length);
        expect(all('content')).toEqual([latin1(each)]);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Read apart by other means than the decoder's: names and values of what stands between size and CRLF. */
function readExtensions(text: string): [string, string | null][] {
  const found = [...text.matchAll(/;([^;="]+)(?:=(?:"((?:\\[^]|[^"\\])*)"|([^;"]+)))?/g)];
  expect(found.map(([whole]) => whole).join('')).toBe(text);
  return found.map(([, name = '', quoted, plain]) => [
    name,
    quoted?.replace(/\\([^])/g, '$1') ?? plain ?? null,
  ]);
}
