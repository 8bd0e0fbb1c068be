/**
 * The frames, RFC 9113 6: the bytes of one frame are laid out as leaves that tile it, and judged as far as that
 * takes this frame alone. Nothing is kept: a frame is laid again whenever somebody looks at it. One that is still
 * arriving has leaves for what is there.
 */
import { connectionError, errorName, streamError, type Fault, type Reason, type Sender } from './errors.ts';
import {
  ACK,
  ALTSVC,
  bytesOf,
  CONTINUATION,
  count,
  DATA,
  END_HEADERS,
  FRAME_HEADER_SIZE,
  FRAME_TYPES,
  flagNames,
  frameName,
  GOAWAY,
  HEADERS,
  hasFlag,
  judgeFrameHeader,
  ORIGIN,
  PADDED,
  PING,
  PRIORITY,
  PRIORITY_FLAG,
  PRIORITY_UPDATE,
  PUSH_PROMISE,
  readFrameHeader,
  RST_STREAM,
  SETTINGS,
  sizeOfFields,
  unusedFlags,
  WINDOW_UPDATE,
  type FrameHeader,
} from './frame-header.ts';
import { FrameLayout, type FrameLeafKind, type LaidFrame } from './frame-layout.ts';
import { INITIAL_SETTINGS, judgeSetting, SETTING_TYPES, settingName } from './settings.ts';

/** Who sent a frame, and the SETTINGS_MAX_FRAME_SIZE of the recipient. */
export interface FrameContext {
  readonly from: Sender;
  readonly maxFrameSize: number;
}

const AT_FIRST: FrameContext = { from: 'client', maxFrameSize: INITIAL_SETTINGS.maxFrameSize };

/** `bytes` begin with a frame; what follows it is left alone. */
export function layFrame(bytes: Uint8Array, context: FrameContext = AT_FIRST): LaidFrame {
  const header = readFrameHeader(bytes);
  const end = header === null ? bytes.length : FRAME_HEADER_SIZE + header.length;
  const layout = new FrameLayout(bytes.subarray(0, end), end);
  layHeader(layout, header);
  if (header === null) return layout.laid(null);
  const fault = judgeFrameHeader(header, context.maxFrameSize);
  if (fault !== null) layout.rest('malformed', layout.break(fault));
  else (LAYOUTS[header.type] ?? layIgnored)(layout, header, context);
  return layout.laid(header);
}

function layHeader(layout: FrameLayout, header: FrameHeader | null): void {
  const rule = 'RFC 9113 4.1';
  layout.number('frame-length', 3, (length) => ({ text: `${bytesOf(length)} after the frame header`, rule }));
  layout.number('frame-type', 1, sayType);
  layout.number('frame-flags', 1, () => sayFlags(header));
  layout.number('frame-stream-id', 4, (id, whole) => ({ text: sayStream(id, whole !== id), rule }), 31);
}

function sayType(type: number): Reason {
  const known = FRAME_TYPES[type];
  if (known !== undefined) return { text: known.name, rule: known.rule };
  // "Implementations MUST discard frames that have unknown or unsupported types."
  return { text: `${frameName(type)}: the frame is ignored`, rule: 'RFC 9113 5.5' };
}

function sayFlags(header: FrameHeader | null): Reason {
  if (header === null) return { text: 'flags', rule: 'RFC 9113 4.1' };
  const unused = unusedFlags(header);
  const ignored =
    unused === 0 ? [] : [`0x${unused.toString(16).padStart(2, '0')} means nothing here and is ignored`];
  return {
    text: [flagNames(header).join(', ') || 'no flag', ...ignored].join('; '),
    rule: 'RFC 9113 4.1',
  };
}

const sayStream = (id: number, reserved: boolean): string =>
  (id === 0 ? 'the connection as a whole' : `stream ${count(id)}`) +
  (reserved ? '; the reserved bit is set and ignored' : '');

type LayFields = (layout: FrameLayout, header: FrameHeader, context: FrameContext) => void;

/** What lies after the frame header, by the type of the frame. */
const LAYOUTS: Readonly<Record<number, LayFields>> = {
  [DATA]: (layout, header) => {
    layPadded(layout, header, 'content', { text: 'content of the message', rule: 'RFC 9113 6.1' });
  },
  [HEADERS]: (layout, header) => {
    const priority = hasFlag(header, PRIORITY_FLAG) ? layPriority : undefined;
    layPadded(layout, header, 'field-block-fragment', sayFragment(header), priority);
  },
  [PRIORITY]: layPriority,
  [RST_STREAM]: layErrorCode,
  [SETTINGS]: laySettings,
  [PUSH_PROMISE]: (layout, header) => {
    layPadded(layout, header, 'field-block-fragment', sayFragment(header), layPromise);
  },
  [PING]: (layout, header) => {
    const text = hasFlag(header, ACK)
      ? 'the bytes of the PING that it answers'
      : 'any bytes: the answer has the same';
    layout.rest('ping-data', { text, rule: 'RFC 9113 6.7' });
  },
  [GOAWAY]: (layout) => {
    const rule = 'RFC 9113 6.8';
    layout.number('last-stream-id', 4, (id) => ({ text: sayLastStream(id), rule }), 31);
    layErrorCode(layout);
    layout.rest('debug-data', { text: 'debug data: it means nothing to the protocol', rule });
  },
  [WINDOW_UPDATE]: (layout, { streamId }) => {
    layout.number('window-increment', 4, (increment) => judgeIncrement(layout, streamId, increment), 31);
  },
  [CONTINUATION]: (layout, header) => {
    layout.rest('field-block-fragment', sayFragment(header));
  },
  [PRIORITY_UPDATE]: (layout) => {
    const rule = 'RFC 9218 7.1';
    layout.number('prioritized-stream-id', 4, (id) => ({ text: `for stream ${count(id)}`, rule }), 31);
    layout.rest('priority-field-value', { text: 'its priority, as a Priority field says it', rule });
  },
  [ALTSVC]: layOpaque,
  [ORIGIN]: layOpaque,
};

function layOpaque(layout: FrameLayout, { type }: FrameHeader): void {
  const { name, rule } = FRAME_TYPES[type] as { name: string; rule: string };
  layout.rest('opaque', { text: `${name} is not looked into here`, rule });
}

function layIgnored(layout: FrameLayout): void {
  layout.rest('opaque', { text: 'bytes of a frame that is ignored', rule: 'RFC 9113 5.5' });
}

/** Pad length, then what `layBefore` lays, then what is named here, then padding. */
function layPadded(
  layout: FrameLayout,
  header: FrameHeader,
  kind: FrameLeafKind,
  reason: Reason,
  layBefore?: (layout: FrameLayout, header: FrameHeader) => void,
): void {
  let padding: number | null = 0;
  if (hasFlag(header, PADDED)) {
    padding = layout.number('pad-length', 1, (size) => judgePadding(header, size) ?? sayPadLength(size));
    const fault = padding === null ? null : judgePadding(header, padding);
    if (fault !== null) {
      layout.rest('malformed', layout.break(fault));
      return;
    }
  }
  layBefore?.(layout, header);
  layout.run(kind, layout.left - (padding ?? 0), reason);
  layout.rest('padding', sayPadding(layout.endsInZeros(padding ?? 0)));
}

const sayPadLength = (size: number): Reason => ({
  text: `${bytesOf(size)} of padding at the end`,
  rule: 'RFC 9113 6.1',
});

/**
 * What is wrong with a pad length; null when nothing is. RFC 9113 6.1, 6.2, 6.6: "If the length of the padding is
 * the length of the frame payload or greater, the recipient MUST treat this as a connection error".
 */
export function judgePadding(header: FrameHeader, padding: number): Fault | null {
  const room = header.length - sizeOfFields(header);
  if (padding <= room) return null;
  const text = `${bytesOf(padding)} of padding cannot be at the end: ${bytesOf(room)} left in the frame`;
  return connectionError('PROTOCOL_ERROR', text, (FRAME_TYPES[header.type] as { rule: string }).rule);
}

function sayPadding(zeros: boolean): Reason {
  const rule = 'RFC 9113 6.1';
  if (zeros) return { text: 'padding: zeros that mean nothing', rule };
  // "A receiver is not obligated to verify padding but MAY treat non-zero padding as a connection error"
  return { text: 'padding that is not zero: a recipient may end the connection with PROTOCOL_ERROR', rule };
}

/** RFC 9113 5.3.2: "This update to HTTP/2 deprecates the priority signaling defined in RFC 7540." */
function layPriority(layout: FrameLayout, { streamId }: FrameHeader): void {
  const rule = 'RFC 9113 5.3.2';
  const say = (on: number, whole: number): Reason =>
    on === streamId
      ? layout.break(DEPENDS_ON_ITSELF)
      : { text: `depends ${whole === on ? '' : 'exclusively '}on stream ${count(on)}: out of use`, rule };
  layout.number('stream-dependency', 4, say, 31);
  layout.number('weight', 1, (value) => ({ text: `weight ${value + 1} of 256: out of use`, rule }));
}

/** RFC 9113 has left this rule out, with most of what was said about priorities. */
const DEPENDS_ON_ITSELF = streamError('PROTOCOL_ERROR', 'a stream cannot depend on itself', 'RFC 7540 5.3.1');

const sayFragment = (header: FrameHeader): Reason => ({
  text:
    header.type !== CONTINUATION && hasFlag(header, END_HEADERS)
      ? 'a field block'
      : 'a piece of a field block',
  rule: 'RFC 9113 4.3',
});

/** RFC 9113 5.1.1: "those initiated by the server MUST use even-numbered stream identifiers." */
function layPromise(layout: FrameLayout): void {
  const say = (id: number): Reason =>
    id !== 0 && id % 2 === 0
      ? { text: `promises stream ${count(id)}`, rule: 'RFC 9113 6.6' }
      : layout.break(
          connectionError('PROTOCOL_ERROR', `a server cannot promise stream ${count(id)}`, 'RFC 9113 5.1.1'),
        );
  layout.number('promised-stream-id', 4, say, 31);
}

function layErrorCode(layout: FrameLayout): void {
  layout.number('error-code', 4, (code) => ({ text: errorName(code), rule: 'RFC 9113 7' }));
}

const sayLastStream = (id: number): string =>
  id === 2 ** 31 - 1
    ? 'no new streams; all that are there go on'
    : `streams above ${count(id)} were not processed, and will not be`;

/** Settings of one frame that have leaves of their own; the rest is one leaf. */
const LAID_SETTINGS = 1000;

function laySettings(layout: FrameLayout, _header: FrameHeader, { from }: FrameContext): void {
  for (let laid = 0; layout.more; laid++) {
    if (laid === LAID_SETTINGS) {
      const text = `${bytesOf(layout.left)} of settings more, not laid out here`;
      layout.rest('opaque', { text, rule: 'RFC 9113 6.5.1' });
      return;
    }
    const identifier = layout.number('setting-identifier', 2, (id) => ({
      text: id in SETTING_TYPES ? settingName(id) : `${settingName(id)}: it is ignored`,
      rule: SETTING_TYPES[id]?.rule ?? 'RFC 9113 6.5.2',
    }));
    if (identifier === null) return;
    layout.number('setting-value', 4, (value) => {
      const fault = judgeSetting(identifier, value, from);
      const rule = SETTING_TYPES[identifier]?.rule ?? 'RFC 9113 6.5.2';
      return fault === null ? { text: count(value), rule } : layout.break(fault);
    });
  }
}

/** RFC 9113 6.9: an increment of 0 is an error of the stream, on stream 0 of the connection. */
function judgeIncrement(layout: FrameLayout, streamId: number, increment: number): Reason {
  const rule = 'RFC 9113 6.9';
  if (increment > 0) return { text: `${bytesOf(increment)} more may be sent`, rule };
  const make = streamId === 0 ? connectionError : streamError;
  return layout.break(make('PROTOCOL_ERROR', 'a window grows by at least 1 byte', rule));
}
