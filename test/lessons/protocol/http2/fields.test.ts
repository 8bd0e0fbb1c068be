import { describe, expect, it } from 'vitest';
import { judgeFields, type FieldSection } from '../../../../lessons/protocol/http2/fields.ts';
import type { Field } from '../../../../lessons/protocol/http2/hpack.ts';

type Pairs = readonly (readonly [string, string])[];

const fieldsOf = (pairs: Pairs): Field[] => pairs.map(([name, value]) => ({ name, value, sensitive: false }));

const judge = (section: FieldSection, pairs: Pairs) =>
  judgeFields(section, fieldsOf(pairs)).map(({ text, rule, code, scope }) => {
    expect({ code, scope }).toEqual({ code: 'PROTOCOL_ERROR', scope: 'stream' });
    return `${text}, ${rule}`;
  });

const GET: Pairs = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':authority', 'lab:1'],
  [':path', '/'],
];
const OK: Pairs = [[':status', '200']];

const without = (name: string): Pairs => GET.filter(([each]) => each !== name);

describe('a request', () => {
  it.each<[string, Pairs]>([
    ['with the four pseudo-header fields', GET],
    ['without :authority', without(':authority')],
    ['with fields of every sort', [...GET, ['te', 'trailers'], ['cookie', 'a=b'], ['x-1!~', 'a\tb \u00ff']]],
    ['with an empty value', [...GET, ['x', '']]],
    ['with the host of its authority', [...GET, ['host', 'LAB:1']]],
    [
      'that is a CONNECT',
      [
        [':method', 'CONNECT'],
        [':authority', 'lab:1'],
      ],
    ],
    ['that is a CONNECT of RFC 8441', [...GET.with(0, [':method', 'CONNECT']), [':protocol', 'websocket']]],
    [
      'for another scheme, with an empty path',
      [
        [':method', 'GET'],
        [':scheme', 'coap'],
        [':path', ''],
      ],
    ],
  ])('is well formed %s', (_, pairs) => {
    expect(judge('request', pairs)).toEqual([]);
  });

  it.each<[string, Pairs, string]>([
    ['without :method', without(':method'), 'a request without :method, RFC 9113 8.3.1'],
    ['without :scheme', without(':scheme'), 'a request without :scheme, RFC 9113 8.3.1'],
    ['without :path', without(':path'), 'a request without :path, RFC 9113 8.3.1'],
    [
      'with an empty :path',
      GET.with(3, [':path', '']),
      'the :path of a request is not empty, RFC 9113 8.3.1',
    ],
    ['with :method twice', [...GET, [':method', 'GET']], ':method is there more than once, RFC 9113 8.3'],
    [
      'with a pseudo-header field after a regular one',
      [...GET.slice(0, 3), ['a', 'b'], [':path', '/']],
      ':path comes after a regular field, RFC 9113 8.3',
    ],
    [
      'with :status',
      [...GET, [':status', '200']],
      'a request has no pseudo-header field ":status", RFC 9113 8.3',
    ],
    [
      'with an unknown pseudo-header field',
      [...GET, [':x', 'y']],
      'a request has no pseudo-header field ":x", RFC 9113 8.3',
    ],
    [
      'with an upper-case name',
      [...GET, ['Accept', 'x']],
      'a field name is in lower case: "Accept", RFC 9113 8.2.1',
    ],
    ['with an empty name', [...GET, ['', 'x']], '"" cannot be a field name, RFC 9113 8.2.1'],
    ['with a space in a name', [...GET, ['a b', 'x']], '"a\u00b7b" cannot be a field name, RFC 9113 8.2.1'],
    ['with a colon in a name', [...GET, ['a:b', 'x']], '"a:b" cannot be a field name, RFC 9113 8.2.1'],
    [
      'with an octet beyond ASCII in a name',
      [...GET, ['\u00e9', 'x']],
      '"\u00b7" cannot be a field name, RFC 9113 8.2.1',
    ],
    ['with NUL in a value', [...GET, ['a', 'x\0y']], 'the value of "a" holds NUL, LF or CR, RFC 9113 8.2.1'],
    ['with LF in a value', [...GET, ['a', 'x\ny']], 'the value of "a" holds NUL, LF or CR, RFC 9113 8.2.1'],
    [
      'with CR in a pseudo-header field',
      GET.with(2, [':authority', 'a\rb']),
      'the value of ":authority" holds NUL, LF or CR, RFC 9113 8.2.1',
    ],
    [
      'with a space before a value',
      [...GET, ['a', ' x']],
      'the value of "a" begins or ends with white space, RFC 9113 8.2.1',
    ],
    [
      'with a tab after a value',
      [...GET, ['a', 'x\t']],
      'the value of "a" begins or ends with white space, RFC 9113 8.2.1',
    ],
    ['with TE: gzip', [...GET, ['te', 'gzip']], 'TE is only for requests, and says trailers, RFC 9113 8.2.2'],
    ['with another host', [...GET, ['host', 'other']], 'Host differs from :authority, RFC 9113 8.3.1'],
    [
      'that is a CONNECT with :path',
      [
        [':method', 'CONNECT'],
        [':authority', 'a'],
        [':path', '/'],
      ],
      'CONNECT with :path, RFC 9113 8.5',
    ],
    [
      'that is a CONNECT with :scheme',
      [
        [':method', 'CONNECT'],
        [':authority', 'a'],
        [':scheme', 'http'],
      ],
      'CONNECT with :scheme, RFC 9113 8.5',
    ],
    [
      'that is a CONNECT without :authority',
      [[':method', 'CONNECT']],
      'CONNECT without :authority, RFC 9113 8.5',
    ],
  ])('is malformed %s', (_, pairs, expected) => {
    expect(judge('request', pairs)).toEqual([expected]);
  });

  it.each(['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding', 'upgrade'])(
    'is malformed with the field %s',
    (name) => {
      expect(judge('request', [...GET, [name, 'x']])).toEqual([
        `HTTP/2 has no field ${name}, RFC 9113 8.2.2`,
      ]);
      expect(judge('response', [...OK, [name, 'x']])).toHaveLength(1);
      expect(judge('trailers', [[name, 'x']])).toHaveLength(1);
    },
  );

  it('has everything said that is wrong with it', () => {
    expect(judge('request', [['A', 'b\n ']])).toHaveLength(3 + 3);
  });

  it('shows no character of a name that cannot be seen, and no more than 40', () => {
    const [fault] = judge('request', [...GET, [`\u202e${'y'.repeat(80)}\u001b`, 'x']]);
    expect(fault).toBe(`"\u00b7${'y'.repeat(39)}\u2026" cannot be a field name, RFC 9113 8.2.1`);
  });
});

describe('a response', () => {
  it('is well formed with :status alone', () => {
    expect(judge('response', OK)).toEqual([]);
  });

  it.each<[string, Pairs, string]>([
    ['without :status', [['a', 'b']], 'a response without :status, RFC 9113 8.3.2'],
    ['with a status of two digits', [[':status', '20']], '"20" is no status code, RFC 9113 8.3.2'],
    ['with a status below 100', [[':status', '099']], '"099" is no status code, RFC 9113 8.3.2'],
    ['with :path', [...OK, [':path', '/']], 'a response has no pseudo-header field ":path", RFC 9113 8.3'],
    ['with TE', [...OK, ['te', 'trailers']], 'TE is only for requests, and says trailers, RFC 9113 8.2.2'],
  ])('is malformed %s', (_, pairs, expected) => {
    expect(judge('response', pairs)).toEqual([expected]);
  });
});

describe('trailers', () => {
  it('have fields, and no pseudo-header field', () => {
    expect(judge('trailers', [['x-sum', '1']])).toEqual([]);
    expect(judge('trailers', OK)).toEqual([
      'trailers have no pseudo-header field such as :status, RFC 9113 8.1',
    ]);
  });
});
