import { describe, expect, it } from 'vitest';
import { errorName } from '../../../../lessons/protocol/http2/errors.ts';
import { layFrame } from '../../../../lessons/protocol/http2/frames.ts';
import { meaningOf } from '../../../../lessons/protocol/http2/meaning.ts';
import {
  bytes,
  continuation,
  data,
  frame,
  goaway,
  headers,
  hex,
  ping,
  pushPromise,
  REQUEST,
  reset,
  RESPONSE,
  settings,
  settingsAck,
  windowUpdate,
} from './wire.ts';

const say = (from: 'client' | 'server', given: Uint8Array) => {
  const { text, rule } = meaningOf(layFrame(given, { from, maxFrameSize: 16_384 }), from);
  return `${text} (${rule})`;
};

describe('the meaning of a frame', () => {
  it.each([
    [say('server', data(1, 'abc')), 'DATA: 3 bytes of content on stream 1 (RFC 9113 6.1)'],
    [
      say('server', data(1, '', { end: true })),
      'DATA: 0 bytes of content on stream 1; the server sends no more on it (RFC 9113 6.1)',
    ],
    [
      say('client', data(1001, 'a', { padding: 9 })),
      'DATA: 1 byte of content on stream 1,001 (RFC 9113 6.1)',
    ],
    [
      say('client', headers(1, REQUEST, { end: true })),
      'HEADERS: a field section on stream 1; the client sends no more on it (RFC 9113 6.2)',
    ],
    [
      say('server', headers(1, RESPONSE, { more: true })),
      'HEADERS: a field section on stream 1, to be continued (RFC 9113 6.2)',
    ],
    [
      say('client', frame(2, 0, 3, hex('0000000100'))),
      'PRIORITY: a priority for stream 3, of a kind that is out of use (RFC 9113 6.3)',
    ],
    [say('client', reset(5, 8)), 'RST_STREAM: the client breaks off stream 5: CANCEL (RFC 9113 6.4)'],
    [
      say('client', settings([4, 70_000], [0x99, 1])),
      'SETTINGS: the client sets SETTINGS_INITIAL_WINDOW_SIZE to 70,000, unknown setting 0x99 to 1 (RFC 9113 6.5)',
    ],
    [say('server', settings()), 'SETTINGS: the server changes no setting (RFC 9113 6.5)'],
    [
      say('server', settingsAck()),
      'SETTINGS: the server keeps to the settings of the client from here on (RFC 9113 6.5)',
    ],
    [
      say('server', settings(...Array.from({ length: 8 }, (_, i) => [3, i] as const))),
      'SETTINGS: the server sets SETTINGS_MAX_CONCURRENT_STREAMS to 0, SETTINGS_MAX_CONCURRENT_STREAMS to 1, SETTINGS_MAX_CONCURRENT_STREAMS to 2, SETTINGS_MAX_CONCURRENT_STREAMS to 3, SETTINGS_MAX_CONCURRENT_STREAMS to 4, SETTINGS_MAX_CONCURRENT_STREAMS to 5 and 2 more (RFC 9113 6.5)',
    ],
    [
      say('server', pushPromise(1, 2, REQUEST)),
      'PUSH_PROMISE: the server promises stream 2, on stream 1 (RFC 9113 6.6)',
    ],
    [say('client', ping()), 'PING: the client asks whether the server is there (RFC 9113 6.7)'],
    [say('server', ping(true)), 'PING: the server answers a PING (RFC 9113 6.7)'],
    [
      say('server', goaway(7, 0)),
      'GOAWAY: the server takes no more new streams after 7: NO_ERROR (RFC 9113 6.8)',
    ],
    [
      say('client', windowUpdate(0, 1)),
      'WINDOW_UPDATE: the client lets the server send 1 byte more on the connection (RFC 9113 6.9)',
    ],
    [
      say('server', windowUpdate(3, 65_535)),
      'WINDOW_UPDATE: the server lets the client send 65,535 bytes more on stream 3 (RFC 9113 6.9)',
    ],
    [
      say('client', continuation(1, bytes('x'))),
      'CONTINUATION: more of the field section on stream 1, the last (RFC 9113 6.10)',
    ],
    [
      say('client', continuation(1, bytes('x'), { more: true })),
      'CONTINUATION: more of the field section on stream 1 (RFC 9113 6.10)',
    ],
    [
      say('client', frame(0x10, 0, 0, hex('00000005 75'))),
      'PRIORITY_UPDATE: a priority for stream 5 (RFC 9218 7.1)',
    ],
    [say('server', frame(0x0a, 0, 0, bytes('x'))), 'ALTSVC: not looked into here (RFC 7838 4)'],
    [
      say('server', frame(0x5, 4, 1, hex('000000'))),
      'PUSH_PROMISE with these flags has at least 4 bytes, not 3 (RFC 9113 4.2)',
    ],
    [say('server', frame(0x0e, 0, 0, bytes('x'))), 'unknown type 0x0e: not looked into here (RFC 9113 5.5)'],
    [say('server', ping().subarray(0, 8)), 'the header of a frame, still arriving (RFC 9113 4.1)'],
  ])('is said in a sentence: %s', (said, expected) => {
    expect(said).toBe(expected);
  });

  it('goes with a frame of which fields have not arrived', () => {
    expect(say('client', settings([4, 70_000]).subarray(0, 13))).toBe(
      'SETTINGS: the client sets SETTINGS_INITIAL_WINDOW_SIZE to ? (RFC 9113 6.5)',
    );
    expect(say('server', data(1, 'abcdef').subarray(0, 11))).toContain('DATA: 6 bytes of content');
  });
});

describe('an error code', () => {
  it('has the name that RFC 9113 gives it', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map(errorName)).toEqual([
      'NO_ERROR',
      'PROTOCOL_ERROR',
      'INTERNAL_ERROR',
      'FLOW_CONTROL_ERROR',
      'SETTINGS_TIMEOUT',
      'STREAM_CLOSED',
      'FRAME_SIZE_ERROR',
      'REFUSED_STREAM',
      'CANCEL',
      'COMPRESSION_ERROR',
      'CONNECT_ERROR',
      'ENHANCE_YOUR_CALM',
      'INADEQUATE_SECURITY',
      'HTTP_1_1_REQUIRED',
      'unknown error code 0xe',
    ]);
  });
});
