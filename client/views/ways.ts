import type { Way } from '../../lessons/delivery/ways.ts';

/** The ways of delivery as columns of a narrow table. */
export const WAY_NAMES: Readonly<Record<Way, string>> = {
  polling: 'Polling',
  'long polling': 'Long polling',
  'event stream': 'Event stream',
  WebSocket: 'Web\u00adSocket',
};
