import { describe, expect, it } from 'vitest';
import {
  isActive,
  judgeReceipt,
  mirrored,
  nextState,
  STREAM_TRANSITIONS,
  type StreamEvent,
  type StreamState,
} from '../../../../lessons/protocol/http2/streams.ts';
import {
  CONTINUATION,
  DATA,
  HEADERS,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  WINDOW_UPDATE,
} from '../../../../lessons/protocol/http2/frame-header.ts';

const STATES: readonly StreamState[] = [
  'idle',
  'reserved (local)',
  'reserved (remote)',
  'open',
  'half-closed (local)',
  'half-closed (remote)',
  'closed',
];

/** The arrows of figure 2 of RFC 9113, read off one by one. */
const FIGURE = `
idle                 send PP  reserved (local)
idle                 recv PP  reserved (remote)
idle                 send H   open
idle                 recv H   open
reserved (local)     send H   half-closed (remote)
reserved (local)     send R   closed
reserved (local)     recv R   closed
reserved (remote)    recv H   half-closed (local)
reserved (remote)    send R   closed
reserved (remote)    recv R   closed
open                 recv ES  half-closed (remote)
open                 send ES  half-closed (local)
open                 send R   closed
open                 recv R   closed
half-closed (remote) send ES  closed
half-closed (remote) send R   closed
half-closed (remote) recv R   closed
half-closed (local)  recv ES  closed
half-closed (local)  send R   closed
half-closed (local)  recv R   closed`;

const EVENTS: Record<string, StreamEvent> = {
  PP: 'PUSH_PROMISE',
  H: 'HEADERS',
  R: 'RST_STREAM',
  ES: 'END_STREAM',
};

describe('the states of a stream', () => {
  it('change as figure 2 draws it, and in no other way', () => {
    const drawn = new Map(
      FIGURE.trim()
        .split('\n')
        .map((line) => /^(.+?) +(send|recv) (\w+) +(.+)$/.exec(line) ?? [])
        .map(([, from, by, event, to]) => [`${from} ${by} ${event}`, to]),
    );
    for (const from of STATES)
      for (const by of ['send', 'recv'])
        for (const [short, event] of Object.entries(EVENTS)) {
          const found = nextState(from, by === 'send' ? 'send' : 'receive', event)?.to;
          expect([from, by, event, found]).toEqual([from, by, event, drawn.get(`${from} ${by} ${short}`)]);
        }
    expect(drawn.size).toBe(20);
  });

  it('each have their rule and a word about every change', () => {
    for (const { rule, text } of STREAM_TRANSITIONS) {
      expect(rule).toBe('RFC 9113 5.1');
      expect(text).not.toBe('');
    }
  });

  it('are mirrored at the other end', () => {
    expect(STATES.map(mirrored)).toEqual([
      'idle',
      'reserved (remote)',
      'reserved (local)',
      'open',
      'half-closed (remote)',
      'half-closed (local)',
      'closed',
    ]);
    for (const { from, by, event, to } of STREAM_TRANSITIONS) {
      const other = by === 'send' ? 'receive' : 'send';
      expect(nextState(mirrored(from), other, event)?.to).toBe(mirrored(to));
    }
  });

  it('count as concurrent when open or half-closed', () => {
    expect(STATES.filter(isActive)).toEqual(['open', 'half-closed (local)', 'half-closed (remote)']);
  });
});

describe('what may be received', () => {
  const NAMES = { DATA, HEADERS, PRIORITY, RST_STREAM, PUSH_PROMISE, WINDOW_UPDATE };

  it.each<[StreamState, string, string]>([
    ['idle', 'HEADERS PRIORITY', 'PROTOCOL_ERROR connection'],
    ['reserved (local)', 'PRIORITY RST_STREAM WINDOW_UPDATE', 'PROTOCOL_ERROR connection'],
    ['reserved (remote)', 'HEADERS PRIORITY RST_STREAM', 'PROTOCOL_ERROR connection'],
    ['open', 'DATA HEADERS PRIORITY RST_STREAM PUSH_PROMISE WINDOW_UPDATE', ''],
    ['half-closed (local)', 'DATA HEADERS PRIORITY RST_STREAM PUSH_PROMISE WINDOW_UPDATE', ''],
    ['half-closed (remote)', 'PRIORITY RST_STREAM WINDOW_UPDATE', 'STREAM_CLOSED stream'],
    ['closed', 'PRIORITY RST_STREAM WINDOW_UPDATE', 'STREAM_CLOSED connection'],
  ])('in the state %s is %s', (state, allowed, otherwise) => {
    const faults = Object.entries(NAMES).map(([name, type]) => [name, judgeReceipt(state, type)] as const);
    expect(faults.filter(([, fault]) => fault === null).map(([name]) => name)).toEqual(allowed.split(' '));
    const errors = new Set(
      faults.flatMap(([, fault]) => (fault === null ? [] : [`${fault.code} ${fault.scope}`])),
    );
    expect([...errors]).toEqual(otherwise === '' ? [] : [otherwise]);
  });

  it('includes, in any state, frames that RFC 9113 does not define, and CONTINUATION', () => {
    for (const state of STATES)
      expect([judgeReceipt(state, 0x0a), judgeReceipt(state, CONTINUATION)]).toEqual([null, null]);
  });
});
