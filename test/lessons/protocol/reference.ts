/**
 * HTML 9.2.6 once more, the plain way: over the whole text at once, without any state between two calls. It is
 * slow, and has nothing in common with the decoder but the standard.
 */
import { latin1 } from './wire.ts';

const BOM = '\xef\xbb\xbf';
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8 = (text: string) => decoder.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));

export interface ReferenceState {
  readonly events: { type: string; data: string; id: string }[];
  readonly data: string[];
  readonly eventType: string;
  readonly lastEventIdBuffer: string;
  readonly lastEventId: string;
  readonly reconnectionTime: number | null;
  /** The bytes of the unfinished line, one character each; null when there is none. */
  readonly line: { text: string; name: string; value: string } | null;
}

const fieldOf = (line: string) => {
  const colon = line.indexOf(':');
  if (colon < 0) return { name: line, value: '' };
  return { name: line.slice(0, colon), value: colon === 0 ? '' : line.slice(colon + 1).replace(/^ /, '') };
};

/** What a parser holds that has received exactly these bytes. */
export function referenceState(bytes: Uint8Array): ReferenceState {
  let text = latin1(bytes);
  if (text.startsWith(BOM)) text = text.slice(BOM.length);
  else if (BOM.startsWith(text)) text = '';
  const lines = text.split(/\r\n|\r|\n/);
  const unfinished = lines.pop() as string;

  const events: ReferenceState['events'] = [];
  let data: string[] = [];
  let eventType = '';
  let lastEventIdBuffer = '';
  let lastEventId = '';
  let reconnectionTime: number | null = null;
  for (const line of lines) {
    const { name, value } = fieldOf(line);
    if (line === '') {
      lastEventId = lastEventIdBuffer;
      if (data.length > 0)
        events.push({ type: eventType || 'message', data: data.join('\n'), id: lastEventId });
      data = [];
      eventType = '';
    } else if (name === 'data') data.push(utf8(value));
    else if (name === 'event') eventType = utf8(value);
    else if (name === 'id' && !value.includes('\0')) lastEventIdBuffer = utf8(value);
    else if (name === 'retry' && /^[0-9]+$/.test(value)) reconnectionTime = Number(value);
  }
  return {
    events,
    data,
    eventType,
    lastEventIdBuffer,
    lastEventId,
    reconnectionTime,
    line: unfinished === '' ? null : { text: unfinished, ...fieldOf(unfinished) },
  };
}
