/** Frames of every type, and of every fault that one frame shows by itself, RFC 9113 4 and 6. */
import {
  CONTINUATION,
  DATA,
  GOAWAY,
  HEADERS,
  PING,
  PRIORITY,
  PRIORITY_UPDATE,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from '../../../../../lessons/protocol/http2/frame-header.ts';
import type { FrameLeafKind } from '../../../../../lessons/protocol/http2/frame-layout.ts';
import type { Sender } from '../../../../../lessons/protocol/http2/errors.ts';
import { bytes, frame, hex } from '../wire.ts';

export interface FrameVector {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The leaves after those of the frame header: kind, size, value, and what its reason says in part. */
  readonly fields: readonly (readonly [FrameLeafKind, number, number | null, string?])[];
  /** Code, scope and rule. */
  readonly faults?: readonly string[];
  readonly from?: Sender;
  readonly maxFrameSize?: number;
}

const long = new Uint8Array(16_385);

export const FRAMES: readonly FrameVector[] = [
  // 6.1 DATA
  { name: 'DATA', bytes: frame(DATA, 0, 1, bytes('abc')), fields: [['content', 3, null]] },
  { name: 'DATA without content', bytes: frame(DATA, 1, 1, bytes('')), fields: [] },
  {
    name: 'DATA with padding',
    bytes: frame(DATA, 8, 1, hex('02 616263 0000')),
    fields: [
      ['pad-length', 1, 2, '2 bytes of padding'],
      ['content', 3, null],
      ['padding', 2, null, 'zeros'],
    ],
  },
  {
    name: 'DATA that is all padding',
    bytes: frame(DATA, 8, 1, hex('02 0000')),
    fields: [
      ['pad-length', 1, 2],
      ['padding', 2, null],
    ],
  },
  {
    name: 'DATA with a pad length of 0',
    bytes: frame(DATA, 8, 1, hex('00 61')),
    fields: [
      ['pad-length', 1, 0, '0 bytes of padding'],
      ['content', 1, null],
    ],
  },
  {
    name: 'DATA with padding that is not zero',
    bytes: frame(DATA, 8, 1, hex('02 61 0001')),
    fields: [
      ['pad-length', 1, 2],
      ['content', 1, null],
      ['padding', 2, null, 'not zero'],
    ],
  },
  {
    name: 'DATA with as much padding as there is room for',
    bytes: frame(DATA, 8, 1, hex('03 616263')),
    fields: [
      ['pad-length', 1, 3],
      ['padding', 3, null],
    ],
  },
  {
    name: 'DATA with one byte of padding too many',
    bytes: frame(DATA, 8, 1, hex('04 616263')),
    fields: [
      ['pad-length', 1, 4, 'cannot be'],
      ['malformed', 3, null, 'cannot be'],
    ],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.1'],
  },
  {
    name: 'DATA with room for no pad length',
    bytes: frame(DATA, 8, 1, bytes('')),
    fields: [],
    faults: ['FRAME_SIZE_ERROR stream, RFC 9113 4.2'],
  },
  {
    name: 'DATA on stream 0',
    bytes: frame(DATA, 0, 0, bytes('a')),
    fields: [['malformed', 1, null, 'needs a stream']],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.1'],
  },
  {
    name: 'DATA above SETTINGS_MAX_FRAME_SIZE',
    bytes: frame(DATA, 0, 1, long),
    fields: [['malformed', 16_385, null, '16,385 bytes: the recipient takes at most 16,384']],
    faults: ['FRAME_SIZE_ERROR stream, RFC 9113 4.2'],
  },
  {
    name: 'DATA of just SETTINGS_MAX_FRAME_SIZE',
    bytes: frame(DATA, 0, 1, long),
    fields: [['content', 16_385, null]],
    maxFrameSize: 16_385,
  },
  {
    name: 'DATA with flags that mean nothing, and the reserved bit',
    bytes: hex('000001 00 f6 80000001 61'),
    fields: [['content', 1, null]],
  },

  // 6.2 HEADERS
  {
    name: 'HEADERS',
    bytes: frame(HEADERS, 4, 1, hex('82')),
    fields: [['field-block-fragment', 1, null, 'a field block']],
  },
  {
    name: 'HEADERS to be continued',
    bytes: frame(HEADERS, 0, 1, hex('82')),
    fields: [['field-block-fragment', 1, null, 'a piece of a field block']],
  },
  {
    name: 'HEADERS with padding and priority',
    bytes: frame(HEADERS, 0x2c, 3, hex('01 80000001 0f 82 00')),
    fields: [
      ['pad-length', 1, 1],
      ['stream-dependency', 4, 1, 'depends exclusively on stream 1'],
      ['weight', 1, 15, 'weight 16'],
      ['field-block-fragment', 1, null],
      ['padding', 1, null],
    ],
  },
  {
    name: 'HEADERS whose priority names its own stream',
    bytes: frame(HEADERS, 0x24, 1, hex('00000001 00 82')),
    fields: [
      ['stream-dependency', 4, 1, 'cannot depend on itself'],
      ['weight', 1, 0],
      ['field-block-fragment', 1, null],
    ],
    faults: ['PROTOCOL_ERROR stream, RFC 7540 5.3.1'],
  },
  {
    name: 'HEADERS with more padding than fits after its priority',
    bytes: frame(HEADERS, 0x28, 1, hex('02 00000003 00 82')),
    fields: [
      ['pad-length', 1, 2],
      ['malformed', 6, null],
    ],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.2'],
  },
  {
    name: 'HEADERS too short for its priority',
    bytes: frame(HEADERS, 0x20, 1, hex('00000003')),
    fields: [['malformed', 4, null, 'at least 5 bytes']],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 4.2'],
  },
  {
    name: 'HEADERS on stream 0',
    bytes: frame(HEADERS, 4, 0, hex('82')),
    fields: [['malformed', 1, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.2'],
  },
  {
    name: 'HEADERS above SETTINGS_MAX_FRAME_SIZE',
    bytes: frame(HEADERS, 4, 1, long),
    fields: [['malformed', 16_385, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 4.2'],
  },

  // 6.3 PRIORITY
  {
    name: 'PRIORITY',
    bytes: frame(PRIORITY, 0, 5, hex('00000003 ff')),
    fields: [
      ['stream-dependency', 4, 3, 'depends on stream 3'],
      ['weight', 1, 255, 'weight 256'],
    ],
  },
  {
    name: 'PRIORITY of another length',
    bytes: frame(PRIORITY, 0, 5, hex('00000003')),
    fields: [['malformed', 4, null, '5 bytes, not 4']],
    faults: ['FRAME_SIZE_ERROR stream, RFC 9113 6.3'],
  },
  {
    name: 'PRIORITY on itself',
    bytes: frame(PRIORITY, 0, 5, hex('80000005 00')),
    fields: [
      ['stream-dependency', 4, 5, 'cannot depend on itself'],
      ['weight', 1, 0],
    ],
    faults: ['PROTOCOL_ERROR stream, RFC 7540 5.3.1'],
  },
  {
    name: 'PRIORITY on stream 0',
    bytes: frame(PRIORITY, 0, 0, hex('00000003 00')),
    fields: [['malformed', 5, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.3'],
  },

  // 6.4 RST_STREAM
  {
    name: 'RST_STREAM',
    bytes: frame(RST_STREAM, 0, 1, hex('00000008')),
    fields: [['error-code', 4, 8, 'CANCEL']],
  },
  {
    name: 'RST_STREAM with an unknown error code',
    bytes: frame(RST_STREAM, 0, 1, hex('ffffffff')),
    fields: [['error-code', 4, 0xffffffff, 'unknown error code 0xffffffff']],
  },
  {
    name: 'RST_STREAM of another length',
    bytes: frame(RST_STREAM, 0, 1, hex('0000000800')),
    fields: [['malformed', 5, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 6.4'],
  },
  {
    name: 'RST_STREAM on stream 0',
    bytes: frame(RST_STREAM, 0, 0, hex('00000008')),
    fields: [['malformed', 4, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.4'],
  },

  // 6.5 SETTINGS
  { name: 'SETTINGS without any', bytes: frame(SETTINGS, 0, 0, bytes('')), fields: [] },
  { name: 'SETTINGS with ACK', bytes: frame(SETTINGS, 1, 0, bytes('')), fields: [] },
  {
    name: 'SETTINGS of every kind, and an unknown one',
    bytes: frame(
      SETTINGS,
      0,
      0,
      hex(
        '000100001000 000200000000 000300000064 00047fffffff 000500ffffff 000600004000 000800000001 000900000001 00ab00000001',
      ),
    ),
    fields: [
      ['setting-identifier', 2, 1, 'SETTINGS_HEADER_TABLE_SIZE'],
      ['setting-value', 4, 4096, '4,096'],
      ['setting-identifier', 2, 2, 'SETTINGS_ENABLE_PUSH'],
      ['setting-value', 4, 0],
      ['setting-identifier', 2, 3, 'SETTINGS_MAX_CONCURRENT_STREAMS'],
      ['setting-value', 4, 100],
      ['setting-identifier', 2, 4, 'SETTINGS_INITIAL_WINDOW_SIZE'],
      ['setting-value', 4, 2 ** 31 - 1],
      ['setting-identifier', 2, 5, 'SETTINGS_MAX_FRAME_SIZE'],
      ['setting-value', 4, 2 ** 24 - 1],
      ['setting-identifier', 2, 6, 'SETTINGS_MAX_HEADER_LIST_SIZE'],
      ['setting-value', 4, 16_384],
      ['setting-identifier', 2, 8, 'SETTINGS_ENABLE_CONNECT_PROTOCOL'],
      ['setting-value', 4, 1],
      ['setting-identifier', 2, 9, 'SETTINGS_NO_RFC7540_PRIORITIES'],
      ['setting-value', 4, 1],
      ['setting-identifier', 2, 0xab, 'unknown setting 0xab: it is ignored'],
      ['setting-value', 4, 1],
    ],
  },
  ...(
    [
      ['000200000002', 'PROTOCOL_ERROR connection, RFC 9113 6.5.2', '0 or 1'],
      ['000480000000', 'FLOW_CONTROL_ERROR connection, RFC 9113 6.5.2', 'at most 2,147,483,647'],
      ['000500003fff', 'PROTOCOL_ERROR connection, RFC 9113 6.5.2', 'from 16,384'],
      ['000501000000', 'PROTOCOL_ERROR connection, RFC 9113 6.5.2', 'to 16,777,215'],
      ['000800000002', 'PROTOCOL_ERROR connection, RFC 8441 3', '0 or 1'],
      ['000900000002', 'PROTOCOL_ERROR connection, RFC 9218 2.1', '0 or 1'],
    ] as const
  ).map(([setting, fault, text]): FrameVector => {
    const content = hex(setting);
    const value = Number.parseInt(setting.slice(4), 16);
    return {
      name: `SETTINGS out of range: ${setting}`,
      bytes: frame(SETTINGS, 0, 0, content),
      fields: [
        ['setting-identifier', 2, content[1] as number],
        ['setting-value', 4, value, text],
      ],
      faults: [fault],
    };
  }),
  {
    name: 'SETTINGS_ENABLE_PUSH of 1 from a server',
    bytes: frame(SETTINGS, 0, 0, hex('000200000001')),
    from: 'server',
    fields: [
      ['setting-identifier', 2, 2],
      ['setting-value', 4, 1, 'a server must not'],
    ],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.5.2'],
  },
  {
    name: 'SETTINGS_ENABLE_PUSH of 1 from a client',
    bytes: frame(SETTINGS, 0, 0, hex('000200000001')),
    fields: [
      ['setting-identifier', 2, 2],
      ['setting-value', 4, 1, '1'],
    ],
  },
  {
    name: 'SETTINGS of no multiple of 6 bytes',
    bytes: frame(SETTINGS, 0, 0, hex('00020000000100')),
    fields: [['malformed', 7, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 6.5'],
  },
  {
    name: 'SETTINGS with ACK and a setting',
    bytes: frame(SETTINGS, 1, 0, hex('000200000001')),
    fields: [['malformed', 6, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 6.5'],
  },
  {
    name: 'SETTINGS on a stream',
    bytes: frame(SETTINGS, 0, 1, bytes('')),
    fields: [],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.5'],
  },

  // 6.6 PUSH_PROMISE
  {
    name: 'PUSH_PROMISE with padding',
    bytes: frame(PUSH_PROMISE, 0x0c, 1, hex('01 80000002 82 00')),
    fields: [
      ['pad-length', 1, 1],
      ['promised-stream-id', 4, 2, 'promises stream 2'],
      ['field-block-fragment', 1, null],
      ['padding', 1, null],
    ],
  },
  {
    name: 'PUSH_PROMISE of a stream that a client would open',
    bytes: frame(PUSH_PROMISE, 4, 1, hex('00000003 82')),
    fields: [
      ['promised-stream-id', 4, 3, 'cannot promise stream 3'],
      ['field-block-fragment', 1, null],
    ],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 5.1.1'],
  },
  {
    name: 'PUSH_PROMISE of stream 0',
    bytes: frame(PUSH_PROMISE, 4, 1, hex('00000000')),
    fields: [['promised-stream-id', 4, 0, 'cannot promise']],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 5.1.1'],
  },
  {
    name: 'PUSH_PROMISE too short for its stream',
    bytes: frame(PUSH_PROMISE, 4, 1, hex('000000')),
    fields: [['malformed', 3, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 4.2'],
  },
  {
    name: 'PUSH_PROMISE with more padding than fits',
    bytes: frame(PUSH_PROMISE, 0x0c, 1, hex('02 00000002 82')),
    fields: [
      ['pad-length', 1, 2],
      ['malformed', 5, null],
    ],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.6'],
  },
  {
    name: 'PUSH_PROMISE on stream 0',
    bytes: frame(PUSH_PROMISE, 4, 0, hex('00000002')),
    fields: [['malformed', 4, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.6'],
  },

  // 6.7 PING
  {
    name: 'PING',
    bytes: frame(PING, 0, 0, bytes('12345678')),
    fields: [['ping-data', 8, null, 'the answer has the same']],
  },
  {
    name: 'PING with ACK',
    bytes: frame(PING, 1, 0, bytes('12345678')),
    fields: [['ping-data', 8, null, 'the bytes of the PING']],
  },
  {
    name: 'PING of another length',
    bytes: frame(PING, 0, 0, bytes('1234567')),
    fields: [['malformed', 7, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 6.7'],
  },
  {
    name: 'PING on a stream',
    bytes: frame(PING, 0, 1, bytes('12345678')),
    fields: [['malformed', 8, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.7'],
  },

  // 6.8 GOAWAY
  {
    name: 'GOAWAY with debug data',
    bytes: frame(GOAWAY, 0, 0, hex('80000007 0000000b 6e6f')),
    fields: [
      ['last-stream-id', 4, 7, 'streams above 7'],
      ['error-code', 4, 11, 'ENHANCE_YOUR_CALM'],
      ['debug-data', 2, null],
    ],
  },
  {
    name: 'GOAWAY that lets everything go on',
    bytes: frame(GOAWAY, 0, 0, hex('7fffffff 00000000')),
    fields: [
      ['last-stream-id', 4, 2 ** 31 - 1, 'no new streams'],
      ['error-code', 4, 0, 'NO_ERROR'],
    ],
  },
  {
    name: 'GOAWAY too short',
    bytes: frame(GOAWAY, 0, 0, hex('00000007000000')),
    fields: [['malformed', 7, null, 'at least 8 bytes']],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 6.8'],
  },
  {
    name: 'GOAWAY on a stream',
    bytes: frame(GOAWAY, 0, 1, hex('0000000700000000')),
    fields: [['malformed', 8, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.8'],
  },

  // 6.9 WINDOW_UPDATE
  {
    name: 'WINDOW_UPDATE on a stream, with the reserved bit',
    bytes: frame(WINDOW_UPDATE, 0, 1, hex('80000001')),
    fields: [['window-increment', 4, 1, '1 byte more']],
  },
  {
    name: 'WINDOW_UPDATE on the connection',
    bytes: frame(WINDOW_UPDATE, 0, 0, hex('7fffffff')),
    fields: [['window-increment', 4, 2 ** 31 - 1, '2,147,483,647 bytes more']],
  },
  {
    name: 'WINDOW_UPDATE of 0 on a stream',
    bytes: frame(WINDOW_UPDATE, 0, 1, hex('80000000')),
    fields: [['window-increment', 4, 0, 'at least 1']],
    faults: ['PROTOCOL_ERROR stream, RFC 9113 6.9'],
  },
  {
    name: 'WINDOW_UPDATE of 0 on the connection',
    bytes: frame(WINDOW_UPDATE, 0, 0, hex('00000000')),
    fields: [['window-increment', 4, 0, 'at least 1']],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.9'],
  },
  {
    name: 'WINDOW_UPDATE of another length',
    bytes: frame(WINDOW_UPDATE, 0, 1, hex('000001')),
    fields: [['malformed', 3, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 6.9'],
  },

  // 6.10 CONTINUATION
  {
    name: 'CONTINUATION',
    bytes: frame(CONTINUATION, 4, 1, hex('8286')),
    fields: [['field-block-fragment', 2, null, 'a piece of a field block']],
  },
  {
    name: 'CONTINUATION on stream 0',
    bytes: frame(CONTINUATION, 4, 0, hex('82')),
    fields: [['malformed', 1, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9113 6.10'],
  },

  // RFC 9218, 7838, 8336, and 5.5: frames that are not known
  {
    name: 'PRIORITY_UPDATE',
    bytes: frame(PRIORITY_UPDATE, 0, 0, hex('00000005 753d30')),
    fields: [
      ['prioritized-stream-id', 4, 5, 'for stream 5'],
      ['priority-field-value', 3, null],
    ],
  },
  {
    name: 'PRIORITY_UPDATE on a stream',
    bytes: frame(PRIORITY_UPDATE, 0, 5, hex('00000005')),
    fields: [['malformed', 4, null]],
    faults: ['PROTOCOL_ERROR connection, RFC 9218 7.1'],
  },
  {
    name: 'PRIORITY_UPDATE too short',
    bytes: frame(PRIORITY_UPDATE, 0, 0, hex('000005')),
    fields: [['malformed', 3, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9218 7.1'],
  },
  { name: 'ALTSVC', bytes: frame(0x0a, 0, 0, bytes('ab')), fields: [['opaque', 2, null, 'ALTSVC']] },
  { name: 'ORIGIN', bytes: frame(0x0c, 0, 0, bytes('ab')), fields: [['opaque', 2, null, 'ORIGIN']] },
  {
    name: 'an unknown type on a stream',
    bytes: frame(0xfe, 0xff, 9, bytes('ab')),
    fields: [['opaque', 2, null, 'ignored']],
  },
  {
    name: 'an unknown type above SETTINGS_MAX_FRAME_SIZE on stream 0',
    bytes: frame(0xfe, 0, 0, long),
    fields: [['malformed', 16_385, null]],
    faults: ['FRAME_SIZE_ERROR connection, RFC 9113 4.2'],
  },
];
