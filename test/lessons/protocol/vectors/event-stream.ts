/**
 * The rules of HTML 9.2.5 and 9.2.6 as data. `leaves` says what every byte is; its texts, one after another, are
 * the stream. `lines` says what each line turned out to be. `dispatched` is the bytes of each event.
 */
import type { LeafKind } from '../../../../lessons/protocol/token.ts';
import type { Bytes } from '../wire.ts';

export interface EventStreamVector {
  readonly name: string;
  readonly stream: Bytes;
  /** Kind and text of each leaf; bytes above ASCII as one character each. */
  readonly leaves?: readonly (readonly [LeafKind, string])[];
  readonly lines: readonly string[];
  readonly events: readonly { type?: string; data: string; id?: string; wire: Bytes }[];
  /** Why each block was not dispatched. */
  readonly undispatched?: readonly string[];
  readonly reconnectionTime?: number;
}

const COMMENT = 'comment: a comment: the line is ignored';
const UNKNOWN = 'ignored: no field has this name: the line is ignored';
const NULL_IN_ID = 'ignored: the id holds U+0000 NULL: the line is ignored';
const NOT_DIGITS = 'ignored: the value of retry is not one or more ASCII digits: the line is ignored';
const LONE_BLANK = 'blank: no line since the last blank line: nothing is dispatched';
const LINE_CUT = 'the stream ended inside the line: the line is discarded';
const NO_DATA = 'the data buffer is empty: nothing is dispatched';
const DISCARDED = 'the stream ended before a blank line: the block is discarded';

export const EVENT_STREAM_VECTORS: readonly EventStreamVector[] = [
  {
    name: 'One data line and a blank line are one event of type message.',
    stream: 'data: hi\n\n',
    leaves: [
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'hi'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: ['data', 'blank'],
    events: [{ data: 'hi', wire: 'data: hi\n\n' }],
  },
  {
    name: 'An empty stream holds nothing.',
    stream: '',
    leaves: [],
    lines: [],
    events: [],
  },
  {
    name: 'Only one space after the colon is taken away.',
    stream: 'data:  two\ndata:none\ndata:\t tab\n\n',
    leaves: [
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', ' two'],
      ['line-end', '\n'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['field-value', 'none'],
      ['line-end', '\n'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['field-value', '\t tab'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: ['data', 'data', 'data', 'blank'],
    events: [{ data: ' two\nnone\n\t tab', wire: 'data:  two\ndata:none\ndata:\t tab\n\n' }],
  },
  {
    name: 'Only the first colon ends a field name.',
    stream: 'data: a:b: c\n\n',
    leaves: [
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a:b: c'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: ['data', 'blank'],
    events: [{ data: 'a:b: c', wire: 'data: a:b: c\n\n' }],
  },
  {
    name: 'A line without a colon is a field name with an empty value, and dispatches empty data.',
    stream: 'data\n\n',
    leaves: [
      ['field-name', 'data'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: ['data', 'blank'],
    events: [{ data: '', wire: 'data\n\n' }],
  },
  {
    name: 'A data line with an empty value dispatches empty data.',
    stream: 'data:\n\ndata: \n\n',
    lines: ['data', 'blank', 'data', 'blank'],
    events: [
      { data: '', wire: 'data:\n\n' },
      { data: '', wire: 'data: \n\n' },
    ],
  },
  {
    name: 'Two empty data lines are one line feed.',
    stream: 'data\ndata\n\n',
    lines: ['data', 'data', 'blank'],
    events: [{ data: '\n', wire: 'data\ndata\n\n' }],
  },
  {
    name: 'A comment is one leaf with its colon, and does not break a block.',
    stream: ': a: b\ndata: x\n:\ndata: y\n\n',
    leaves: [
      ['comment', ': a: b'],
      ['line-end', '\n'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'x'],
      ['line-end', '\n'],
      ['comment', ':'],
      ['line-end', '\n'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'y'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: [COMMENT, 'data', COMMENT, 'data', 'blank'],
    events: [{ data: 'x\ny', wire: ': a: b\ndata: x\n:\ndata: y\n\n' }],
  },
  {
    name: 'A block of comments only is not dispatched.',
    stream: ': ping\n\n',
    lines: [COMMENT, 'blank'],
    events: [],
    undispatched: [NO_DATA],
  },
  {
    name: 'CR, LF and CRLF all end a line, mixed.',
    stream: 'data: a\rdata: b\r\ndata: c\n\r\n',
    leaves: [
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\r'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'b'],
      ['line-end', '\r\n'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'c'],
      ['line-end', '\n'],
      ['blank-line', '\r\n'],
    ],
    lines: ['data', 'data', 'data', 'blank'],
    events: [{ data: 'a\nb\nc', wire: 'data: a\rdata: b\r\ndata: c\n\r\n' }],
  },
  {
    name: 'Two CRs are a line end and a blank line.',
    stream: 'data: a\r\rdata: b\r\r',
    leaves: [
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\r'],
      ['blank-line', '\r'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'b'],
      ['line-end', '\r'],
      ['blank-line', '\r'],
    ],
    lines: ['data', 'blank', 'data', 'blank'],
    events: [
      { data: 'a', wire: 'data: a\r\r' },
      { data: 'b', wire: 'data: b\r\r' },
    ],
  },
  {
    name: 'LF CR is two line ends: the second is a blank line.',
    stream: 'data: a\n\rdata: b\n\r',
    lines: ['data', 'blank', 'data', 'blank'],
    events: [
      { data: 'a', wire: 'data: a\n\r' },
      { data: 'b', wire: 'data: b\n\r' },
    ],
  },
  {
    name: 'CR CR LF is a line end and a blank line that ends in CRLF.',
    stream: 'data: a\r\r\ndata: b\r\n\r\n',
    lines: ['data', 'blank', 'data', 'blank'],
    events: [
      { data: 'a', wire: 'data: a\r\r\n' },
      { data: 'b', wire: 'data: b\r\n\r\n' },
    ],
  },
  {
    name: 'A blank line with no line before it belongs to no block.',
    stream: '\n\r\n\rdata: a\n\n\n',
    leaves: [
      ['blank-line', '\n'],
      ['blank-line', '\r\n'],
      ['blank-line', '\r'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
      ['blank-line', '\n'],
    ],
    lines: [LONE_BLANK, LONE_BLANK, LONE_BLANK, 'data', 'blank', LONE_BLANK],
    events: [{ data: 'a', wire: 'data: a\n\n' }],
  },
  {
    name: 'One byte order mark at the start is no part of the first line.',
    stream: '\ufeffdata: a\n\n',
    leaves: [
      ['bom', '\xef\xbb\xbf'],
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: ['data', 'blank'],
    events: [{ data: 'a', wire: 'data: a\n\n' }],
  },
  {
    name: 'A second byte order mark is part of a field name that nothing knows.',
    stream: '\ufeff\ufeffdata: a\n\n',
    leaves: [
      ['bom', '\xef\xbb\xbf'],
      ['field-name', '\xef\xbb\xbfdata'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: [UNKNOWN, 'blank'],
    events: [],
    undispatched: [NO_DATA],
  },
  {
    name: 'A byte order mark later in the stream is a character like any other.',
    stream: 'data: a\n\n\ufeffdata: b\n\ndata: \ufeff\n\n',
    lines: ['data', 'blank', UNKNOWN, 'blank', 'data', 'blank'],
    events: [
      { data: 'a', wire: 'data: a\n\n' },
      { data: '\ufeff', wire: 'data: \ufeff\n\n' },
    ],
    undispatched: [NO_DATA],
  },
  {
    name: 'What begins like a byte order mark and is none begins the first line.',
    stream: [0xef, 0xbb, 'data: a\n\n'],
    leaves: [
      ['field-name', '\xef\xbbdata'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\n'],
      ['blank-line', '\n'],
    ],
    lines: [UNKNOWN, 'blank'],
    events: [],
    undispatched: [NO_DATA],
  },
  {
    name: 'One byte that begins like a byte order mark can be a whole line.',
    stream: [0xef, '\r\n\n'],
    leaves: [
      ['field-name', '\xef'],
      ['line-end', '\r\n'],
      ['blank-line', '\n'],
    ],
    lines: [UNKNOWN, 'blank'],
    events: [],
    undispatched: [NO_DATA],
  },
  {
    name: 'A stream that ends inside a byte order mark ends inside its first line.',
    stream: [0xef, 0xbb],
    leaves: [['field-name', '\xef\xbb']],
    lines: [LINE_CUT],
    events: [],
    undispatched: [DISCARDED],
  },
  {
    name: 'A byte order mark alone is no line.',
    stream: '\ufeff',
    leaves: [['bom', '\xef\xbb\xbf']],
    lines: [],
    events: [],
  },
  {
    name: 'The event field sets the type; the last one wins, an empty one sets it back to message.',
    stream: 'event: a\nevent: b\ndata: 1\n\nevent: a\nevent\ndata: 2\n\ndata: 3\n\n',
    lines: ['event', 'event', 'data', 'blank', 'event', 'event', 'data', 'blank', 'data', 'blank'],
    events: [
      { type: 'b', data: '1', wire: 'event: a\nevent: b\ndata: 1\n\n' },
      { data: '2', wire: 'event: a\nevent\ndata: 2\n\n' },
      { data: '3', wire: 'data: 3\n\n' },
    ],
  },
  {
    name: 'A block without data is not dispatched, and its type does not outlive it.',
    stream: 'event: a\n\ndata: 1\n\n',
    lines: ['event', 'blank', 'data', 'blank'],
    events: [{ data: '1', wire: 'data: 1\n\n' }],
    undispatched: [NO_DATA],
  },
  {
    name: 'An id lasts from block to block, also from one that is not dispatched, until an empty id ends it.',
    stream: 'id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\nid\ndata: d\n\n',
    lines: ['id', 'data', 'blank', 'data', 'blank', 'id', 'blank', 'data', 'blank', 'id', 'data', 'blank'],
    events: [
      { data: 'a', id: '1', wire: 'id: 1\ndata: a\n\n' },
      { data: 'b', id: '1', wire: 'data: b\n\n' },
      { data: 'c', id: '2', wire: 'data: c\n\n' },
      { data: 'd', wire: 'id\ndata: d\n\n' },
    ],
    undispatched: [NO_DATA],
  },
  {
    name: 'An id that holds U+0000 is ignored and the one before it stays.',
    stream: 'id: 1\nid: 2\0\ndata: a\n\nid: \0\ndata: b\n\n',
    lines: ['id', NULL_IN_ID, 'data', 'blank', NULL_IN_ID, 'data', 'blank'],
    events: [
      { data: 'a', id: '1', wire: 'id: 1\nid: 2\0\ndata: a\n\n' },
      { data: 'b', id: '1', wire: 'id: \0\ndata: b\n\n' },
    ],
  },
  {
    name: 'U+0000 elsewhere is a character like any other.',
    stream: 'data: a\0b\nevent: \0\n\n',
    lines: ['data', 'event', 'blank'],
    events: [{ type: '\0', data: 'a\0b', wire: 'data: a\0b\nevent: \0\n\n' }],
  },
  {
    name: 'retry takes ASCII digits only.',
    stream: 'retry: 1000\nretry: 2000x\nretry: -1\nretry: 1.5\nretry: \nretry\nretry:  7\nretry: ٣\n\n',
    lines: [
      'retry',
      NOT_DIGITS,
      NOT_DIGITS,
      NOT_DIGITS,
      NOT_DIGITS,
      NOT_DIGITS,
      NOT_DIGITS,
      NOT_DIGITS,
      'blank',
    ],
    events: [],
    undispatched: [NO_DATA],
    reconnectionTime: 1000,
  },
  {
    name: 'retry takes effect at its own line, also in a block that is discarded; leading zeros do not matter.',
    stream: 'retry: 5\n\nretry:0020\n',
    lines: ['retry', 'blank', 'retry'],
    events: [],
    undispatched: [NO_DATA, DISCARDED],
    reconnectionTime: 20,
  },
  {
    name: 'Field names are compared exactly.',
    stream: 'Data: a\ndata : b\n data: c\ndat: d\ndatas: e\nDATA\ndata: f\n\n',
    lines: [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 'data', 'blank'],
    events: [{ data: 'f', wire: 'Data: a\ndata : b\n data: c\ndat: d\ndatas: e\nDATA\ndata: f\n\n' }],
  },
  {
    name: 'A block that the end of the stream cuts is discarded, with all its lines.',
    stream: 'data: a\n\ndata: b\ndata: c\n',
    lines: ['data', 'blank', 'data', 'data'],
    events: [{ data: 'a', wire: 'data: a\n\n' }],
    undispatched: [DISCARDED],
  },
  {
    name: 'A line that the end of the stream cuts is discarded.',
    stream: 'data: a\ndata: b',
    lines: ['data', LINE_CUT],
    events: [],
    undispatched: [DISCARDED],
  },
  {
    name: 'A CR at the very end of the stream has ended its line and its block.',
    stream: 'data: a\r\n\r',
    leaves: [
      ['field-name', 'data'],
      ['colon', ':'],
      ['optional-space', ' '],
      ['field-value', 'a'],
      ['line-end', '\r\n'],
      ['blank-line', '\r'],
    ],
    lines: ['data', 'blank'],
    events: [{ data: 'a', wire: 'data: a\r\n\r' }],
  },
  {
    name: 'Characters of several bytes are kept whole, in names, values and comments.',
    stream: 'data: zoë 漢 🦉\nnämé: ü\n: ☕\nevent: é\n\n',
    lines: ['data', UNKNOWN, COMMENT, 'event', 'blank'],
    events: [{ type: 'é', data: 'zoë 漢 🦉', wire: 'data: zoë 漢 🦉\nnämé: ü\n: ☕\nevent: é\n\n' }],
  },
  {
    name: 'Malformed UTF-8 is read as U+FFFD, and a line end still ends the line.',
    stream: ['data: a', 0xc3, '\ndata: ', 0xe2, 0x82, '\rdata: ', 0xff, 0x80, '\n\n'],
    lines: ['data', 'data', 'data', 'blank'],
    events: [
      {
        data: 'a\ufffd\n\ufffd\n\ufffd\ufffd',
        wire: ['data: a', 0xc3, '\ndata: ', 0xe2, 0x82, '\rdata: ', 0xff, 0x80, '\n\n'],
      },
    ],
  },
  {
    name: 'U+2028, U+0085, VT and FF end no line.',
    stream: 'data: a\u2028b\u0085c\vd\fe\n\n',
    lines: ['data', 'blank'],
    events: [{ data: 'a\u2028b\u0085c\vd\fe', wire: 'data: a\u2028b\u0085c\vd\fe\n\n' }],
  },
];
