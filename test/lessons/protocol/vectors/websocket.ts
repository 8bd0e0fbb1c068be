/**
 * WebSocket frames, RFC 6455 5, after a 101 response: what is sent, and what it is read as. Bytes are written as
 * hexadecimal numbers; `mask` stands for the masking key of the examples in 5.7, 37 fa 21 3d.
 */
import type { Ending, Sender } from '../../../../lessons/protocol/capture.ts';

export interface WebSocketVector {
  readonly name: string;
  /** The value of Sec-WebSocket-Extensions in the 101 response. */
  readonly extensions?: string;
  readonly steps: readonly (readonly [Sender, string])[];
  /** How both directions end. Default: with a FIN. */
  readonly ending?: Ending;
  /** Sender, number in its direction, opcode, `fin` or `more`, announced size, outcome, payload without the mask. */
  readonly frames: readonly string[];
  /** Bytes that are not decoded: sender, offset after the HTTP messages of that direction, and why. */
  readonly malformed?: readonly (readonly [Sender, number, string, string])[];
  /** The reasons of frames that have one. */
  readonly reasons?: readonly string[];
  /** Whether the library `ws` reads the bytes of a malformed vector all the same. */
  readonly readByWs?: true;
}

const MASK = '37 fa 21 3d';
/** `Hello`, as it is and masked. */
const HELLO = '48 65 6c 6c 6f';
const MASKED_HELLO = '7f 9f 4d 51 58';
const zeros = (count: number) => Array<string>(count).fill('00').join(' ');
const CUT = 'the connection was closed inside a frame';
const SECTION = (section: string) => `RFC 6455 ${section}`;

const EXAMPLES: readonly WebSocketVector[] = [
  {
    name: '5.7: a single-frame unmasked text message.',
    steps: [['server', `81 05 ${HELLO}`]],
    frames: ['server 1 text fin 5 complete Hello'],
  },
  {
    name: '5.7: a single-frame masked text message.',
    steps: [['client', `81 85 ${MASK} ${MASKED_HELLO}`]],
    frames: ['client 1 text fin 5 complete Hello'],
  },
  {
    name: '5.7: a fragmented unmasked text message.',
    steps: [['server', '01 03 48 65 6c 80 02 6c 6f']],
    frames: ['server 1 text more 3 complete Hel', 'server 2 continuation fin 2 complete lo'],
  },
  {
    name: '5.7: unmasked Ping request and masked Pong response.',
    steps: [
      ['server', `89 05 ${HELLO}`],
      ['client', `8a 85 ${MASK} ${MASKED_HELLO}`],
    ],
    frames: ['server 1 Ping fin 5 complete Hello', 'client 1 Pong fin 5 complete Hello'],
  },
  {
    name: '5.7: 256 bytes binary message in a single unmasked frame.',
    steps: [['server', `82 7e 01 00 ${zeros(256)}`]],
    frames: [`server 1 binary fin 256 complete ${'\0'.repeat(256)}`],
  },
];

const OTHERS: readonly WebSocketVector[] = [
  {
    name: 'Nothing follows the 101 response.',
    steps: [],
    frames: [],
  },
  {
    name: '5.2: a frame may be empty, on both sides, and another follows.',
    steps: [
      ['server', '81 00 82 00'],
      ['client', `81 80 ${MASK} 82 80 00 00 00 00`],
    ],
    frames: [
      'server 1 text fin 0 complete ',
      'server 2 binary fin 0 complete ',
      'client 1 text fin 0 complete ',
      'client 2 binary fin 0 complete ',
    ],
  },
  {
    name: '5.4: control frames come between the frames of a message, and do not end it.',
    steps: [['server', '01 01 61 89 00 00 01 62 8a 01 2e 80 00 81 01 63']],
    frames: [
      'server 1 text more 1 complete a',
      'server 2 Ping fin 0 complete ',
      'server 3 continuation more 1 complete b',
      'server 4 Pong fin 1 complete .',
      'server 5 continuation fin 0 complete ',
      'server 6 text fin 1 complete c',
    ],
  },
  {
    name: 'Both directions have frames of their own, whose bytes may come in turns.',
    steps: [
      ['server', '81 05 48'],
      ['client', `01 83 ${MASK}`],
      ['server', '65 6c'],
      ['client', '7f 9f'],
      ['server', '6c 6f 82'],
      ['client', '4d'],
      ['server', '01 ff'],
    ],
    frames: [
      'server 1 text fin 5 complete Hello',
      'client 1 text more 3 complete Hel',
      'server 2 binary fin 1 complete ÿ',
    ],
  },
  {
    name: '5.2: 125 bytes are the longest short length, 126 take two bytes more.',
    steps: [['server', `82 7d ${zeros(125)} 82 7e 00 7e ${zeros(126)}`]],
    frames: [
      `server 1 binary fin 125 complete ${'\0'.repeat(125)}`,
      `server 2 binary fin 126 complete ${'\0'.repeat(126)}`,
    ],
  },
  {
    name: '5.5.1: Close is the last frame of each side, and the other side may send more.',
    steps: [
      ['client', `88 82 ${MASK} 34 12`],
      ['server', '81 01 61 88 02 03 e8'],
    ],
    frames: [
      'client 1 Close fin 2 complete \x03è',
      'server 1 text fin 1 complete a',
      'server 2 Close fin 2 complete \x03è',
    ],
  },
  {
    name: '5.2: with an extension reserved bits may be set, and the payload is not looked into.',
    extensions: 'permessage-deflate',
    steps: [['server', 'c1 07 f2 48 cd c9 c9 07 00 81 01 61']],
    frames: ['server 1 text fin 7 complete òHÍÉÉ\x07\0', 'server 2 text fin 1 complete a'],
    reasons: ['a reserved bit is set: an extension has made the payload, which is not looked into'],
  },
];

const CUTS: readonly WebSocketVector[] = [
  {
    name: 'The direction ends after the first byte of a frame.',
    steps: [['server', '81 00 82']],
    frames: ['server 1 text fin 0 complete ', 'server 2 binary fin null cut '],
    reasons: [CUT],
  },
  {
    name: 'The direction ends inside the length of a frame, with a reset.',
    steps: [['server', '82 7e 01']],
    ending: 'reset',
    frames: ['server 1 binary fin null cut '],
    reasons: ['the connection was reset inside a frame'],
  },
  {
    name: 'The direction ends inside the masking key.',
    steps: [['client', '81 85 37 fa 21']],
    frames: ['client 1 text fin 5 cut '],
    reasons: [CUT],
  },
  {
    name: 'The direction ends between the header and the payload.',
    steps: [['client', `81 85 ${MASK}`]],
    frames: ['client 1 text fin 5 cut '],
    reasons: [CUT],
  },
  {
    name: 'The direction ends inside the payload.',
    steps: [
      ['server', '81 05 48 65'],
      ['client', `81 85 ${MASK} 7f 9f 4d`],
    ],
    frames: ['server 1 text fin 5 cut He', 'client 1 text fin 5 cut Hel'],
    reasons: [CUT, CUT],
  },
  {
    name: '5.2: a frame may announce as much as a number holds.',
    steps: [['server', '82 7f 00 1f ff ff ff ff ff ff 61']],
    frames: ['server 1 binary fin 9007199254740991 cut a'],
    reasons: [CUT],
  },
];

/** One side sends `bytes`, of which those from `at` on are malformed. */
function malformed(
  name: string,
  [from, bytes]: readonly [Sender, string],
  at: number,
  [text, rule]: readonly [string, string],
  frames: readonly string[] = [],
): WebSocketVector {
  const cut = frames.some((frame) => frame.includes(' cut '));
  return {
    name,
    steps: [[from, bytes]],
    frames,
    malformed: [[from, at, text, rule]],
    reasons: cut ? [text] : [],
  };
}

const RESERVED_BIT = [
  'a reserved bit is set, and no extension was agreed on that gives it a meaning',
  SECTION('5.2'),
] as const;
const FRAGMENTED_CONTROL = ['a control frame must not be fragmented', SECTION('5.5')] as const;
const LONG_CONTROL = ['a control frame has at most 125 bytes of payload', SECTION('5.5')] as const;
const NOTHING_TO_CONTINUE = ['a continuation without a message to continue', SECTION('5.4')] as const;
const NOT_CONTINUED = [
  'a new message begins before the last frame of the one before it',
  SECTION('5.4'),
] as const;
const NOT_SHORTEST = ['a length must be written in as few bytes as it takes', SECTION('5.2')] as const;
const FIRST_BIT = ['the first bit of a length in 8 bytes must be 0', SECTION('5.2')] as const;
const TOO_LONG = ['a frame with 2^53 bytes of payload or more is not read', SECTION('10.4')] as const;
const AFTER_CLOSE = ['bytes after a Close frame, which is the last one', SECTION('5.5.1')] as const;
const A = 'server 1 text fin 1 complete a';
const FIRST = 'server 1 text more 1 complete a';

const MALFORMED: readonly WebSocketVector[] = [
  ...[0x10, 0x20, 0x40].map((bit) =>
    malformed(
      `5.2: reserved bit ${bit.toString(16)} without an extension.`,
      ['server', `81 01 61 ${(0x81 + bit).toString(16)} 01 61`],
      3,
      RESERVED_BIT,
      [A],
    ),
  ),
  ...[3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf].map((opcode) =>
    malformed(
      `5.2: the reserved opcode ${opcode}.`,
      ['server', `81 01 61 8${opcode.toString(16)} 00`],
      3,
      [`opcode ${opcode} is reserved`, SECTION('5.2')],
      [A],
    ),
  ),
  malformed('5.5: a fragmented Ping.', ['server', '09 00'], 0, FRAGMENTED_CONTROL),
  malformed('5.5: a fragmented Close.', ['client', `08 80 ${MASK}`], 0, FRAGMENTED_CONTROL),
  malformed('5.5: a Ping of 126 bytes.', ['server', `89 7e 00 7e ${zeros(126)}`], 1, LONG_CONTROL, [
    'server 1 Ping fin null cut ',
  ]),
  malformed('5.5: a Pong of 65,536 bytes.', ['client', `8a ff ${zeros(5)} 01 00 00`], 1, LONG_CONTROL, [
    'client 1 Pong fin null cut ',
  ]),
  malformed('5.4: a continuation first of all.', ['server', '80 00'], 0, NOTHING_TO_CONTINUE),
  malformed(
    '5.4: a continuation after a whole message.',
    ['server', '81 01 61 00 00'],
    3,
    NOTHING_TO_CONTINUE,
    [A],
  ),
  malformed('5.4: a text inside a fragmented message.', ['server', '01 01 61 81 00'], 3, NOT_CONTINUED, [
    FIRST,
  ]),
  malformed(
    '5.4: a binary inside a fragmented message, after a Ping.',
    ['server', '01 01 61 89 00 02 00'],
    5,
    NOT_CONTINUED,
    [FIRST, 'server 2 Ping fin 0 complete '],
  ),
  malformed(
    '5.1: an unmasked frame from a client.',
    ['client', `81 05 ${HELLO}`],
    1,
    ['a frame from a client must be masked', SECTION('5.1')],
    ['client 1 text fin null cut '],
  ),
  malformed(
    '5.1: a masked frame from a server.',
    ['server', `81 85 ${MASK} ${MASKED_HELLO}`],
    1,
    ['a frame from a server must not be masked', SECTION('5.1')],
    ['server 1 text fin null cut '],
  ),
  malformed('5.2: 2^63 bytes.', ['server', `82 7f 80 ${zeros(7)}`], 2, FIRST_BIT, [
    'server 1 binary fin null cut ',
  ]),
  malformed('5.2: 2^56 bytes.', ['server', `82 7f 01 ${zeros(7)}`], 2, TOO_LONG, [
    'server 1 binary fin null cut ',
  ]),
  malformed('5.2: 2^53 bytes.', ['client', `82 ff 00 20 ${zeros(6)}`], 3, TOO_LONG, [
    'client 1 binary fin null cut ',
  ]),
  {
    ...malformed(
      '5.2: 125 bytes in a length of two.',
      ['server', `82 7e 00 7d ${zeros(125)}`],
      3,
      NOT_SHORTEST,
      ['server 1 binary fin null cut '],
    ),
    readByWs: true,
  },
  {
    ...malformed(
      '5.2: 65,535 bytes in a length of eight.',
      ['client', `82 ff ${zeros(6)} ff ff`],
      7,
      NOT_SHORTEST,
      ['client 1 binary fin null cut '],
    ),
    readByWs: true,
  },
  {
    ...malformed('5.5.1: a frame after Close.', ['server', '88 00 81 00'], 2, AFTER_CLOSE, [
      'server 1 Close fin 0 complete ',
    ]),
    readByWs: true,
  },
  {
    ...malformed('5.5.1: a second Close.', ['client', `88 80 ${MASK} 88 80 ${MASK}`], 6, AFTER_CLOSE, [
      'client 1 Close fin 0 complete ',
    ]),
    readByWs: true,
  },
  {
    name: 'A direction that is malformed does not keep the other from going on.',
    steps: [
      ['client', '81 05'],
      ['server', `81 05 ${HELLO}`],
      ['client', HELLO],
      ['server', '82 00'],
    ],
    frames: [
      'client 1 text fin null cut ',
      'server 1 text fin 5 complete Hello',
      'server 2 binary fin 0 complete ',
    ],
    malformed: [['client', 1, 'a frame from a client must be masked', SECTION('5.1')]],
    reasons: ['a frame from a client must be masked'],
  },
];

export const WEBSOCKET_VECTORS: readonly WebSocketVector[] = [...EXAMPLES, ...OTHERS, ...CUTS, ...MALFORMED];
