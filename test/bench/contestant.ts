/** What is compared: ways from bytes to events. */

/** Takes what an event brings. */
export type Visit = (type: string, data: string, lastEventId: string) => void;

/** One event stream, or one connection, that is being decoded. */
export interface Decoding {
  receive(bytes: Uint8Array): void;
  end(): void;
  /** Events dispatched so far. */
  readonly events: number;
  /**
   * Only where text is decoded on demand: makes the strings of all events so far, in order. Otherwise `visit` has
   * been called with them while bytes were received.
   */
  read?(visit: Visit): void;
}

/** `visit` is called for each event as it is dispatched, unless text is decoded on demand. */
export type Contestant = (visit: Visit) => Decoding;

/** What every contestant must agree on: how many events, and a checksum over all their strings. */
export interface Sum {
  readonly events: number;
  readonly checksum: number;
}

/** FNV-1a over the code units of every string, each with its length. */
export function sumOf(contestant: Contestant, pieces: readonly Uint8Array[]): Sum {
  let checksum = 0x811c9dc5;
  let events = 0;
  const mix = (value: number): void => {
    checksum = Math.imul(checksum ^ value, 0x01000193) >>> 0;
  };
  const add: Visit = (...strings) => {
    events++;
    for (const text of strings) {
      mix(text.length);
      for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
    }
  };
  const decoding = contestant(add);
  for (const piece of pieces) decoding.receive(piece);
  decoding.end();
  decoding.read?.(add);
  if (decoding.events !== events)
    throw new Error(`${decoding.events} events were counted, ${events} were read`);
  return { events, checksum };
}
