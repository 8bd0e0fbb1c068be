/** The words of the ways of delivery and of their table. */
import { counted } from './counted.ts';

import type { Way } from '../../lessons/delivery/ways.ts';

export const DELIVERY = {
  /** As columns of a narrow table. */
  ways: {
    polling: 'Polling',
    'long polling': 'Long polling',
    'event stream': 'Event stream',
    WebSocket: 'Web\u00adSocket',
  } satisfies Readonly<Record<Way, string>>,

  happened: (count: number, of: number) => `${count} of ${of} notifications have happened`,
  happenedOffline: (count: number, of: number, from: string, to: string) =>
    `${count} of ${of} notifications have happened, the client is offline from ${from} to ${to}`,

  requests: { name: 'Requests', says: 'Requests that the client has sent.' },
  up: { name: 'Bytes up', says: 'What the client has sent: requests, and WebSocket frames.' },
  down: { name: 'Bytes down', says: 'What the lab has sent, heads and framing included.' },
  each: { name: 'Bytes each', says: 'Bytes up and down for each notification that was delivered.' },
  mean: { name: 'Mean delay', says: 'From the moment it happens to its last byte on the wire.' },
  longest: { name: 'Longest', says: 'The longest delay.' },
  came: { name: 'Came', says: 'Notifications that came, of those that happened.' },

  delayOfEach: 'Delay of each',
  showEarlier: (count: number, of: number) => `Show ${count} of ${counted(of, 'earlier one')}`,
  showBytes: 'Show the bytes that brought it',
  missed: 'missed',
  waits: 'waits',
  nothingYet: 'Nothing has happened yet. Press Space to play.',
  about:
    'Counted on the wire: HTTP and WebSocket bytes, without TCP and IP. A delay runs from the moment of a notification to the last byte that tells it.',
} as const;
