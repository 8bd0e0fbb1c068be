/** The ways in which the same notifications can reach a client. */
import type { Deliver } from '../schema/deliver.ts';

export const WAYS = ['polling', 'long polling', 'event stream', 'WebSocket'] as const;
export type Way = (typeof WAYS)[number];

/** The last part of the path at which the lab has each. */
export const PATHS: Readonly<Record<Way, string>> = {
  polling: 'poll',
  'long polling': 'long-poll',
  'event stream': 'stream',
  WebSocket: 'socket',
};

/** The ways that a scenario asks for; the event stream is always among them. */
export function waysOf({ poll, longPoll, webSocket }: Deliver): Way[] {
  const asked: Readonly<Record<Way, boolean>> = {
    polling: poll !== undefined,
    'long polling': longPoll !== undefined,
    'event stream': true,
    WebSocket: webSocket === true,
  };
  return WAYS.filter((way) => asked[way]);
}
