/** A program that reads an event stream, as a page may have one: it is given bytes and hands over events. */

/** What an event listener would get. */
export interface Made {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** What a program has of its platform: a `TextDecoder` is one. */
export interface Decoder {
  decode(bytes: Uint8Array, options?: { readonly stream: boolean }): string;
}

/** Begins to read one stream. What it returns is called with the bytes of each read. */
export type Program = (decoder: Decoder, dispatch: (event: Made) => void) => (bytes: Uint8Array) => void;
