/** Inputs of every kind to explain: those of the decoder's own vectors, each as one side of a connection sends it. */
import type { Protocol } from '../../../lessons/protocol/protocol.ts';
import { Reading } from '../../../server/explain/reading.ts';
import { FRAMES } from '../../lessons/protocol/http2/vectors/frames.ts';
import { CONNECTIONS } from '../../lessons/protocol/http2/vectors/connection.ts';
import { hex, join, PREFACE } from '../../lessons/protocol/http2/wire.ts';
import { CHUNKED_VECTORS } from '../../lessons/protocol/vectors/chunked.ts';
import { EVENT_STREAM_VECTORS } from '../../lessons/protocol/vectors/event-stream.ts';
import { HTTP1_VECTORS } from '../../lessons/protocol/vectors/http1.ts';
import { WEBSOCKET_VECTORS } from '../../lessons/protocol/vectors/websocket.ts';
import { UTF8_VECTORS } from '../../lessons/protocol/vectors/utf8.ts';
import {
  allCuts,
  bytesOf,
  chunkFramed,
  closeFramed,
  EVENT_STREAM_HEAD,
} from '../../lessons/protocol/wire.ts';
import { switching } from '../../lessons/protocol/websocket-wire.ts';

export interface Input {
  readonly name: string;
  readonly as: Protocol | null;
  readonly bytes: Uint8Array;
}

const eventStreams: Input[] = EVENT_STREAM_VECTORS.flatMap(({ name, stream }) => [
  { name: `${name} Alone`, as: 'event-stream' as const, bytes: bytesOf(stream) },
  { name: `${name} Until the close`, as: null, bytes: closeFramed(stream) },
  { name: `${name} In chunks of three bytes`, as: null, bytes: chunkFramed(stream, 3) },
]);

const characters: Input[] = UTF8_VECTORS.map(({ name, bytes }) => ({
  name: `UTF-8: ${name}`,
  as: 'event-stream',
  bytes: bytesOf(['id: ', Uint8Array.from(bytes), '\ndata: ', Uint8Array.from(bytes), '\n\n']),
}));

const bodies: Input[] = CHUNKED_VECTORS.map(({ name, body }) => ({
  name,
  as: null,
  bytes: bytesOf([EVENT_STREAM_HEAD, 'Transfer-Encoding: chunked\r\n\r\n', bytesOf(body)]),
}));

const messages: Input[] = HTTP1_VECTORS.map(({ name, bytes }) => ({
  name,
  as: 'http1',
  bytes: bytesOf(bytes),
}));

/** The client alone is not known to have changed the protocol. */
const webSockets: Input[] = WEBSOCKET_VECTORS.flatMap(({ name, extensions, steps }) => {
  const sent = steps.flatMap(([from, bytes]) => (from === 'server' ? [hex(bytes)] : []));
  return sent.length === 0 ? [] : [{ name, as: null, bytes: bytesOf([switching(extensions), ...sent]) }];
});

const connections: Input[] = CONNECTIONS.flatMap(({ name, steps }) =>
  (['client', 'server'] as const).map((side) => ({
    name: `${name} The ${side}`,
    as: 'http2' as const,
    bytes: join(...steps.flatMap(([from, bytes]) => (from === side ? [bytes] : []))),
  })),
);

const frames: Input[] = FRAMES.filter(({ bytes }) => bytes.length < 100).map(({ name, bytes }) => ({
  name: `A frame: ${name}`,
  as: 'http2',
  bytes: join(PREFACE, bytes),
}));

export const INPUTS: readonly Input[] = [
  ...eventStreams,
  ...characters,
  ...bodies,
  ...messages,
  ...webSockets,
  ...connections,
  ...frames,
];

const SHORT = 64;
const LONG = 2000;

/** Ways to deliver an input: byte by byte, and, if it is short, in two pieces wherever they can be cut. */
export function cutsOf({ bytes }: Input): number[][] {
  if (bytes.length > LONG) return [[1, 10, 100, bytes.length - 10]];
  const cuts = allCuts(bytes.length);
  return bytes.length <= SHORT ? cuts : cuts.slice(-1);
}

/** Reads an input that arrives cut before each of the offsets; `arrived` is called after each arrival. */
export function read(
  { as, bytes }: Pick<Input, 'as' | 'bytes'>,
  cuts: readonly number[] = [],
  arrived: (reading: Reading) => void = () => undefined,
): Reading {
  const reading = new Reading(as);
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    reading.append(bytes.subarray(start, end));
    arrived(reading);
    start = end;
  }
  reading.end();
  return reading;
}
