/** Random captures: event streams in every framing, whole, cut or broken, on connections that interleave. */
import * as fc from 'fast-check';
import type { Arrival, Ending, Sender } from '../../../lessons/protocol/capture.ts';
import { bytesOf, chunk, EVENT_STREAM_HEAD } from './wire.ts';

const part = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom('data: x\n\n', 'data\r\n\r\n', 'data:\r\r', 'id: 1\n', 'retry: 5\n'),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'data',
      'event',
      'id',
      'retry',
      'data: ',
      'id: ',
      'event: ',
      'retry: ',
      ':',
      ': ',
      ' ',
    ),
  },
  { weight: 6, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n') },
  { weight: 3, arbitrary: fc.constantFrom('x', '7', '42', '\0', 'é', '€', '🦉', '\ufeff', 'datas') },
  {
    weight: 1,
    arbitrary: fc.constantFrom([0xef], [0xef, 0xbb], [0xe2, 0x82], [0xff], [0x80], [0xf0, 0x9f]).map(bytesOf),
  },
);

/** An event stream: fields, line ends, characters whole and broken, in no order. */
export const eventStream: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.constantFrom('', '', '', '\ufeff', '\ufeff\ufeff'),
    fc.array(part, { maxLength: 30, size: 'max' }),
  )
  .map(([start, parts]) => bytesOf([start, ...parts]));

/** Cuts bytes into parts of these sizes, again and again; at least one byte each. */
export function cutInto(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let i = 0, start = 0; start < bytes.length; i++) {
    const end = start + Math.max(1, sizes[i % sizes.length] ?? bytes.length);
    parts.push(bytes.subarray(start, end));
    start = end;
  }
  return parts;
}

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 5 });

/** A response that carries the event stream. */
const response = fc
  .record({
    stream: eventStream,
    framing: fc.constantFrom('chunked', 'chunked', 'length'),
    sizes,
    extension: fc.constantFrom('', '', ';a', ' ; b="c\\"d"'),
    trailer: fc.constantFrom('', '', 'T: u\r\n'),
  })
  .map(({ stream, framing, sizes, extension, trailer }) =>
    framing === 'length'
      ? bytesOf([EVENT_STREAM_HEAD, `Content-Length: ${stream.length}\r\n\r\n`, stream])
      : bytesOf([
          `${EVENT_STREAM_HEAD}Transfer-Encoding: chunked\r\n\r\n`,
          ...cutInto(stream, sizes).map((data) => chunk(data, extension)),
          `0${extension}\r\n${trailer}\r\n`,
        ]),
  );

const closedResponse = eventStream.map((stream) => bytesOf([EVENT_STREAM_HEAD, '\r\n', stream]));

/** One time in three; undefined otherwise. */
const sometimes = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** What a server sends on one connection: responses, the last one perhaps cut, and perhaps one byte broken. */
const fromServer = fc
  .record({
    responses: fc.array(response, { maxLength: 2, size: 'max' }),
    last: fc.option(closedResponse, { nil: new Uint8Array(), freq: 2 }),
    keep: sometimes(fc.nat()),
    broken: sometimes(fc.tuple(fc.nat(), fc.nat(255))),
  })
  .map(({ responses, last, keep, broken }) => {
    const bytes = bytesOf([...responses, last]);
    if (broken && bytes.length > 0) bytes[broken[0] % bytes.length] = broken[1];
    return keep === undefined ? bytes : bytes.subarray(0, keep % (bytes.length + 1));
  });

const fromClient = fc
  .array(
    fc.constantFrom(
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
      'HEAD / HTTP/1.1\r\n\r\n',
      'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi',
    ),
  )
  .map((requests) => bytesOf(requests));

interface Direction {
  readonly connection: number;
  readonly from: Sender;
  readonly parts: Uint8Array[];
  readonly ending: Ending | null;
  /** Whether the end comes with the last bytes, or after them. */
  readonly endsWithBytes: boolean;
}

const direction = (connection: number, from: Sender): fc.Arbitrary<Direction> =>
  fc.record({
    connection: fc.constant(connection),
    from: fc.constant(from),
    parts: fc
      .tuple(from === 'server' ? fromServer : fromClient, sizes)
      .map(([bytes, each]) => cutInto(bytes, each)),
    ending: fc.constantFrom<Ending | null>(null, 'fin', 'reset'),
    endsWithBytes: fc.boolean(),
  });

function arrivalsOf({ connection, from, parts, ending, endsWithBytes }: Direction): Arrival[] {
  const arrivals = parts.map((bytes): Arrival => ({ connection, from, at: 0, bytes, ending: null }));
  if (ending === null) return arrivals;
  const last = endsWithBytes ? arrivals.pop() : undefined;
  return [...arrivals, { connection, from, at: 0, bytes: last?.bytes ?? new Uint8Array(), ending }];
}

/** Arrivals of two connections, both directions, in a random order that keeps the order of each direction. */
export const arrivals: fc.Arbitrary<Arrival[]> = fc
  .tuple(
    fc.tuple(direction(1, 'client'), direction(1, 'server'), direction(2, 'client'), direction(2, 'server')),
    fc.array(fc.nat(3), { maxLength: 200, size: 'max' }),
  )
  .map(([directions, order]) => {
    const queues = directions.map(arrivalsOf);
    const mixed = order.flatMap((index) => queues[index]?.splice(0, 1) ?? []);
    return [...mixed, ...queues.flat()];
  });

/** The same bytes in the same order, each arrival cut into several. */
export function recut(each: readonly Arrival[], sizes: readonly number[]): Arrival[] {
  return each.flatMap((arrival) => {
    const parts = cutInto(arrival.bytes, sizes);
    if (parts.length === 0) return [arrival];
    return parts.map((bytes, index) => ({
      ...arrival,
      bytes,
      ending: index === parts.length - 1 ? arrival.ending : null,
    }));
  });
}
