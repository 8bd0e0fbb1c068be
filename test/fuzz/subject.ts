/**
 * The decoder under test, as the fuzz sees it: a sample in, a verdict out. Nothing else here knows the decoder.
 */
import type { Arrival, Sender } from '../../lessons/protocol/capture.ts';
import { CHUNK_BOUNDS } from '../../lessons/protocol/chunked.ts';
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { EventReader, type EventText } from '../../lessons/protocol/event-reader.ts';
import { HEAD_BOUND } from '../../lessons/protocol/head.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { Token } from '../../lessons/protocol/token.ts';
import { decodeUtf8 } from '../../lessons/protocol/utf8.ts';
import type { EventStreamVerdict } from './event-stream-oracle.ts';
import type { Choices } from './http-rule.ts';
import { latin1, type HttpSample, type MessageVerdict } from './messages.ts';
import { piecesOf, type Sample } from './sample.ts';

const encoder = new TextEncoder();

const arrival = (bytes: Uint8Array, from: Sender, ends = false): Arrival => ({
  connection: 1,
  from,
  at: 0,
  bytes,
  ending: ends ? 'fin' : null,
});

/** Read in both ways that there are: token by token, and every event as text at once. They must agree. */
export function eventStreamBySubject(sample: Sample): EventStreamVerdict {
  const dissection = new Dissection('event-stream');
  const pieces: number[] = [];
  const texts: EventText[] = [];
  let reader: EventReader | null = null;
  piecesOf(sample).forEach((bytes, piece) => {
    dissection.append(arrival(bytes, 'server'));
    const stream = dissection.messages[0]?.eventStream;
    if (stream) {
      reader ??= new EventReader(stream, decodeUtf8, (event) => texts.push(event));
      reader.read();
    }
    while (pieces.length < dissection.events.length) pieces.push(piece);
  });
  const { lastEventId, reconnectionTime } = dissection.stateAt(dissection.capture.length);
  dissection.append(arrival(new Uint8Array(), 'server', true));
  const events = Array.from(dissection.events, (event, index) => ({
    type: dissection.eventType(event),
    data: dissection.eventData(event),
    lastEventId: dissection.eventId(event),
    piece: pieces[index] as number,
  }));
  const read = texts.map(({ type, data, lastEventId: id }, index) => {
    return { type, data, lastEventId: id, piece: pieces[index] as number };
  });
  if (JSON.stringify(read) !== JSON.stringify(events)) {
    throw new Error(`as text: ${JSON.stringify(read)}, as tokens: ${JSON.stringify(events)}`);
  }
  return {
    events,
    reconnectionTime,
    lastEventId: lastEventId === null ? '' : dissection.text(lastEventId),
  };
}

/** What RFC 9112 leaves to a recipient, as the decoder has it. */
export const CHOICES: Choices = {
  head: HEAD_BOUND,
  ...CHUNK_BOUNDS,
  rejectsBoth: false,
  readsOnAfterLast: false,
  readsOnAfterSwitch: false,
};

export function messagesBySubject({ bytes, cuts, kind, heads, closed }: HttpSample): MessageVerdict[] {
  const dissection = new Dissection('http1');
  const from = kind === 'request' ? 'client' : 'server';
  if (from === 'server' && heads.length > 0) {
    const requests = heads.map((head) => (head ? 'HEAD / HTTP/1.1\r\n\r\n' : 'GET / HTTP/1.1\r\n\r\n'));
    dissection.append(arrival(encoder.encode(requests.join('')), 'client'));
  }
  for (const piece of piecesOf({ bytes, cuts })) dissection.append(arrival(piece, from));
  if (closed) dissection.append(arrival(new Uint8Array(), from, true));

  const read = new Map<Message, ReadMessage>();
  for (const message of dissection.messages) {
    if (message.kind === kind) read.set(message, newMessage(message));
  }
  const seen = new Set<number>();
  let stray: ReadMessage | undefined;
  for (const { start, leaf } of dissection.pieces(0, dissection.capture.length)) {
    if (seen.has(leaf.start)) continue;
    seen.add(leaf.start);
    const text = latin1(dissection.capture.bytes(leaf.spans));
    const { message: token } = dissection.at(start);
    const message = token && read.get(token);
    if (message) addLeaf(message, leaf, text);
    else if (leaf.kind === 'malformed') stray = { ...newMessage(null), malformed: true };
  }
  return [...read.values(), ...(stray ? [stray] : [])].map(verdictOf);
}

interface ReadMessage {
  readonly token: Message | null;
  readonly parts: Map<string, string>;
  readonly fields: { name: string; values: string[] }[];
  content: string;
  trailers: string;
  malformed: boolean;
}

const newMessage = (token: Message | null): ReadMessage => {
  return { token, parts: new Map(), fields: [], content: '', trailers: '', malformed: false };
};

function addLeaf(message: ReadMessage, { kind }: Token, text: string): void {
  if (kind === 'content') message.content += text;
  else if (kind === 'trailer-line') message.trailers += text;
  else if (kind === 'malformed') message.malformed = true;
  else if (kind === 'field-line-name') message.fields.push({ name: text, values: [] });
  else if (kind === 'field-line-value') message.fields.at(-1)?.values.push(trimmed(text));
  else message.parts.set(kind, text);
}

function verdictOf({ token, parts, fields, content, trailers, malformed }: ReadMessage): MessageVerdict {
  const framed = token !== null && token.framing !== null;
  const start = [...(parts.get('method') ? ['method', 'request-target'] : ['status-code'])];
  const faulty = malformed || (token !== null && token.headEnd !== null && !framed);
  const end = faulty ? 'malformed' : (token?.outcome ?? 'open');
  return {
    head: framed
      ? {
          version: (parts.get('http-version') as string).slice('HTTP/'.length),
          start: start.map((part) => parts.get(part)).join(' '),
          fields: fields.map(({ name, values }) => [name, values.filter((value) => value !== '').join(' ')]),
        }
      : null,
    content,
    trailers: end === 'complete' ? trailersOf(trailers) : [],
    end,
  };
}

function trailersOf(section: string): [string, string][] {
  const lines = section.split('\r\n').slice(0, -1);
  return lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), trimmed(line.slice(colon + 1))];
  });
}

const trimmed = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');
