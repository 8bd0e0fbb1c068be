/**
 * Plays a list of moves as a client and a server that keep every rule: makes the frames, and notes the content that
 * each stream must have. A move that cannot be made at its place is left out.
 */
import fc from 'fast-check';
import type { Sender } from '../../../../lessons/protocol/http2/errors.ts';
import type { Step } from './feed.ts';
import {
  block,
  continuation,
  data,
  goaway,
  headers,
  join,
  ping,
  PREFACE,
  REQUEST,
  reset,
  RESPONSE,
  settings,
  settingsAck,
  windowUpdate,
} from './wire.ts';

export interface Move {
  readonly kind:
    'request' | 'respond' | 'data' | 'end' | 'trailers' | 'reset' | 'window' | 'settings' | 'ping' | 'goaway';
  readonly from: Sender;
  readonly pick: number;
  readonly text: string;
  readonly padding: number | null;
}

export const moves = fc.array(
  fc.record<Move>({
    kind: fc.constantFrom(
      'request',
      'request',
      'respond',
      'respond',
      'data',
      'data',
      'data',
      'data',
      'end',
      'trailers',
      'reset',
      'window',
      'settings',
      'ping',
      'goaway',
    ),
    from: fc.constantFrom<Sender>('client', 'server'),
    pick: fc.nat(1000),
    text: fc.string({ maxLength: 30 }),
    padding: fc.option(fc.nat(20)),
  }),
  { maxLength: 60, size: 'max' },
);

interface Open {
  readonly id: number;
  readonly sends: Record<Sender, 'nothing yet' | 'content' | 'no more'>;
}

export interface Played {
  readonly steps: Step[];
  /** Text by `stream sender`. */
  readonly content: Record<string, string>;
}

export function play(list: readonly Move[]): Played {
  const steps: Step[] = [
    ['client', join(PREFACE, settings())],
    ['server', join(settings([3, 1000]), settingsAck())],
    ['client', settingsAck()],
  ];
  const content: Record<string, string> = {};
  let streams: Open[] = [];
  let next = 1;
  const send = (from: Sender, bytes: Uint8Array) => steps.push([from, bytes]);
  const drop = (stream: Open) => (streams = streams.filter((each) => each !== stream));
  const end = (stream: Open, from: Sender) => {
    stream.sends[from] = 'no more';
    if (stream.sends.client === 'no more' && stream.sends.server === 'no more') drop(stream);
  };
  for (const { kind, from, pick, text, padding } of list) {
    const options = padding === null ? {} : { padding };
    const able = streams.filter((stream) => stream.sends[from] === 'content');
    const stream = able[pick % Math.max(1, able.length)];
    switch (kind) {
      case 'request': {
        const whole = block({ ...REQUEST, ':path': `/${pick}` });
        const cut = pick % whole.length;
        const ends = pick % 2 === 0;
        send('client', headers(next, whole.subarray(0, cut), { ...options, more: true, end: ends }));
        steps.push(['client', continuation(next, whole.subarray(cut))]);
        streams.push({ id: next, sends: { client: ends ? 'no more' : 'content', server: 'nothing yet' } });
        next += 2 + 2 * (pick % 3);
        break;
      }
      case 'respond': {
        const waiting = streams.filter((each) => each.sends.server === 'nothing yet');
        const asked = waiting[pick % Math.max(1, waiting.length)];
        if (asked === undefined) break;
        if (pick % 5 === 0) send('server', headers(asked.id, { ':status': '103' }));
        send('server', headers(asked.id, RESPONSE, options));
        asked.sends.server = 'content';
        break;
      }
      case 'data':
        if (stream === undefined) break;
        send(from, data(stream.id, text, options));
        if (text !== '') content[`${stream.id} ${from}`] = (content[`${stream.id} ${from}`] ?? '') + text;
        break;
      case 'end':
      case 'trailers':
        if (stream === undefined) break;
        send(
          from,
          kind === 'end'
            ? data(stream.id, '', { ...options, end: true })
            : headers(stream.id, { a: 'b' }, { end: true }),
        );
        end(stream, from);
        break;
      case 'reset':
        if (stream === undefined) break;
        send(from, reset(stream.id, pick % 14));
        drop(stream);
        break;
      case 'window':
        send(from, windowUpdate(stream?.id ?? 0, pick + 1));
        break;
      case 'settings':
        send(from, settings([4, 65_535 + pick], [1, pick % 2 === 0 ? 4096 : 8192]));
        send(from === 'client' ? 'server' : 'client', settingsAck());
        break;
      case 'ping':
        send(from, ping(pick % 2 === 0));
        break;
      case 'goaway':
        send(from, goaway(2 ** 31 - 1, 0, text));
    }
  }
  return { steps, content };
}
