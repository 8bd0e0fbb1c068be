/**
 * What one frame means, in a sentence: for the line that stands for it on screen. Judged by its own bytes alone.
 */
import { errorName, otherSide, type Fault, type Reason, type Sender } from './errors.ts';
import {
  ACK,
  bytesOf,
  CONTINUATION,
  count,
  DATA,
  END_HEADERS,
  END_STREAM,
  FRAME_TYPES,
  frameName,
  GOAWAY,
  HEADERS,
  hasFlag,
  PING,
  PRIORITY,
  PRIORITY_UPDATE,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  sizeOfFields,
  WINDOW_UPDATE,
  type FrameHeader,
} from './frame-header.ts';
import type { FrameLeaf, FrameLeafKind, LaidFrame } from './frame-layout.ts';
import { settingName } from './settings.ts';

/** Settings that are named in the sentence; more are counted. */
const NAMED_SETTINGS = 6;

type Say = (
  header: FrameHeader,
  from: Sender,
  value: (kind: FrameLeafKind) => number,
  laid: LaidFrame,
) => string;

const SENTENCES: Readonly<Record<number, Say>> = {
  [DATA]: (header, from, value) => {
    const size = header.length - sizeOfFields(header) - value('pad-length');
    return `${bytesOf(size)} of content on stream ${count(header.streamId)}${sayEnd(header, from)}`;
  },
  [HEADERS]: (header, from) =>
    `a field section on stream ${count(header.streamId)}${sayMore(header)}${sayEnd(header, from)}`,
  [PRIORITY]: (header) => `a priority for stream ${count(header.streamId)}, of a kind that is out of use`,
  [RST_STREAM]: (header, from, value) =>
    `the ${from} breaks off stream ${count(header.streamId)}: ${errorName(value('error-code'))}`,
  [SETTINGS]: (header, from, _value, { leaves }) => {
    if (hasFlag(header, ACK))
      return `the ${from} keeps to the settings of the ${otherSide(from)} from here on`;
    return header.length === 0 ? `the ${from} changes no setting` : `the ${from} sets ${saySettings(leaves)}`;
  },
  [PUSH_PROMISE]: (header, _from, value) =>
    `the server promises stream ${count(value('promised-stream-id'))}, on stream ${count(header.streamId)}${sayMore(header)}`,
  [PING]: (header, from) =>
    hasFlag(header, ACK)
      ? `the ${from} answers a PING`
      : `the ${from} asks whether the ${otherSide(from)} is there`,
  [GOAWAY]: (_header, from, value) =>
    `the ${from} takes no more new streams after ${count(value('last-stream-id'))}: ${errorName(value('error-code'))}`,
  [WINDOW_UPDATE]: (header, from, value) => {
    const where = header.streamId === 0 ? 'on the connection' : `on stream ${count(header.streamId)}`;
    return `the ${from} lets the ${otherSide(from)} send ${bytesOf(value('window-increment'))} more ${where}`;
  },
  [CONTINUATION]: (header) =>
    `more of the field section on stream ${count(header.streamId)}${hasFlag(header, END_HEADERS) ? ', the last' : ''}`,
  [PRIORITY_UPDATE]: (_header, _from, value) =>
    `a priority for stream ${count(value('prioritized-stream-id'))}`,
};

/** The frame as `layFrame` lays it, and who sent it; `found`: what was found wrong with it where it came. */
export function meaningOf(laid: LaidFrame, from: Sender, found: readonly Fault[] = laid.faults): Reason {
  const { header, leaves } = laid;
  if (header === null) return { text: 'the header of a frame, still arriving', rule: 'RFC 9113 4.1' };
  const rule = FRAME_TYPES[header.type]?.rule ?? 'RFC 9113 5.5';
  const name = frameName(header.type);
  const [fault] = found;
  if (fault !== undefined) {
    const text = fault.text.startsWith(name) ? fault.text : `${name}: ${fault.text}`;
    return { text, rule: fault.rule };
  }
  const say = SENTENCES[header.type];
  if (say === undefined) return { text: `${name}: not looked into here`, rule };
  const value = (kind: FrameLeafKind) => leaves.find((leaf) => leaf.kind === kind)?.value ?? 0;
  return { text: `${name}: ${say(header, from, value, laid)}`, rule };
}

const sayEnd = (header: FrameHeader, from: Sender): string =>
  hasFlag(header, END_STREAM) ? `; the ${from} sends no more on it` : '';

const sayMore = (header: FrameHeader): string => (hasFlag(header, END_HEADERS) ? '' : ', to be continued');

function saySettings(leaves: readonly FrameLeaf[]): string {
  const said: string[] = [];
  let name = '';
  for (const { kind, value } of leaves) {
    if (kind === 'setting-identifier') name = settingName(value ?? 0);
    if (kind === 'setting-value') said.push(`${name} to ${value === null ? '?' : count(value)}`);
  }
  const more = said.length - NAMED_SETTINGS;
  return said.slice(0, NAMED_SETTINGS).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
}
