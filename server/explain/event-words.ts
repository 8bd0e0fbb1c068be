/** What a line of an event stream does, HTML 9.2.6. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Line } from '../../lessons/protocol/event-tokens.ts';
import { sizeOf, type Span } from '../../lessons/protocol/span.ts';
import type { Reason } from '../../lessons/protocol/token.ts';
import { quoted, type Source } from './visible.ts';

const RULE = 'HTML 9.2.6';
const CELLS = 40;

const says = (text: string, rule = RULE): Reason => ({ text, rule });

/** A row with the line end of this line in it; null for a line that is ignored: a problem says why. */
export function sayLine(d: Dissection, line: Line): Reason | null {
  const value = () => quoted(sourceIn(d, line.value), CELLS);
  switch (line.role) {
    case 'data':
      return says('added to the data buffer');
    case 'event':
      return says(`event type buffer: ${value()}`);
    case 'id':
      return says(`last event ID buffer: ${value()}`);
    case 'retry':
      return says(`reconnection time: ${value().slice(1, -1)} ms`);
    case 'blank':
      return line.dispatches ? says('the event is dispatched') : (line.reason ?? line.block?.reason ?? null);
    case 'comment':
      return line.reason;
    case 'ignored':
    case null:
      return null;
  }
}

export const PART_OF_LINE: Reason = { text: 'a part of a line', rule: 'HTML 9.2.5' };
export const LF_OF_CRLF: Reason = { text: 'the LF belongs to the line end before it', rule: 'HTML 9.2.5' };
export const BOM: Reason = { text: 'a byte order mark: it is dropped', rule: 'HTML 9.2.5' };
export const MAYBE_BOM: Reason = { text: 'this may become a byte order mark', rule: 'HTML 9.2.5' };

/** Bytes of the capture, read when they are needed. */
export function sourceIn({ capture }: Dissection, spans: readonly Span[]): Source {
  return {
    size: sizeOf(spans),
    read: (from, to) => {
      const parts: Span[] = [];
      let passed = 0;
      for (const { start, end } of spans) {
        const part = { start: start + Math.max(0, from - passed), end: Math.min(end, start + to - passed) };
        passed += end - start;
        if (part.end > part.start) parts.push(part);
        if (passed >= to) break;
      }
      return capture.bytes(parts);
    },
  };
}
