/** A recording as the state classes read it, made of arrivals instead of a run. */
import { Exchanges } from '../../../client/state/exchanges.ts';
import type { Recording } from '../../../client/state/recording.svelte.ts';
import type { Arrival } from '../../../lessons/protocol/capture.ts';
import { bytesOf, chunk, dissect, EVENT_STREAM_HEAD } from '../../lessons/protocol/wire.ts';

/** `clock` is the time of a run that is live, in milliseconds; null when none is. `growing`: one is live or about to be. */
export function recordingOf(
  arrivals: readonly Arrival[],
  clock: number | null = null,
  growing = clock !== null,
): Recording {
  const dissection = dissect(arrivals);
  return {
    dissection,
    exchanges: new Exchanges(dissection),
    own: null,
    clock,
    growing,
  } as unknown as Recording;
}

export const REQUEST = 'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n';
export const HEAD = `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`;
export const LAST_CHUNK = '0\r\n\r\n';

/** One chunk that holds one event with this data. */
export const event = (data: string): Uint8Array => chunk(bytesOf(`data: ${data}\n\n`));

type Bytes = Parameters<typeof bytesOf>[0];

export const fromClient = (at: number, bytes: Bytes = REQUEST, connection = 1): Arrival => ({
  connection,
  from: 'client',
  at,
  bytes: bytesOf(bytes),
  ending: null,
});

export const fromServer = (at: number, bytes: Bytes, connection = 1): Arrival => ({
  ...fromClient(at, bytes, connection),
  from: 'server',
});
