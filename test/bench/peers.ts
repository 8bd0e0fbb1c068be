/**
 * The parsers people use: eventsource-parser 4 behind a streaming TextDecoder for event streams; and in front of it,
 * for bytes from the wire, the HTTP parser of undici (llhttp as WebAssembly) or Node's own (llhttp, native).
 */
import { createRequire } from 'node:module';
import { createParser } from 'eventsource-parser';
import { HTTPParser } from '../fuzz/node-parser.ts';
import type { Contestant, Decoding, Visit } from './contestant.ts';

class EventsourceParser implements Decoding {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #parser;
  events = 0;

  constructor(visit: Visit) {
    let lastEventId = '';
    this.#parser = createParser({
      onId: (id) => (lastEventId = id),
      onEvent: ({ event, data }) => {
        this.events++;
        visit(event ?? 'message', data, lastEventId);
      },
    });
  }

  receive(bytes: Uint8Array): void {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#parser.feed(this.#decoder.decode());
  }
}

export const eventsourceParser: Contestant = (visit) => new EventsourceParser(visit);

/** The exports of llhttp as undici builds it, as far as they are used here. */
interface Llhttp {
  readonly memory: WebAssembly.Memory;
  llhttp_alloc(type: number): number;
  llhttp_execute(parser: number, at: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_free(parser: number): void;
  malloc(size: number): number;
}

const RESPONSE = 2;
const BUFFER = 65_536;

class UndiciLlhttp implements Decoding {
  /** One instance of the module, with one buffer in its memory, for all parsers: as undici has it. */
  static readonly #llhttp = UndiciLlhttp.#load();
  static readonly #buffer = UndiciLlhttp.#llhttp.malloc(BUFFER);
  /** Whose body a callback brings. */
  // oxlint-disable-next-line no-unused-private-class-members -- used below, by the name of the class
  static #reading: UndiciLlhttp | null = null;
  readonly #parser: number;
  readonly #stream: EventsourceParser;
  #piece: Uint8Array = new Uint8Array();

  static #load(): Llhttp {
    const wasm = createRequire(import.meta.url)(
      'undici/lib/llhttp/llhttp_simd-wasm.js',
    ) as Buffer<ArrayBuffer>;
    const nothing = (): number => 0;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {
      env: {
        wasm_on_url: nothing,
        wasm_on_status: nothing,
        wasm_on_message_begin: nothing,
        wasm_on_header_field: nothing,
        wasm_on_header_value: nothing,
        wasm_on_headers_complete: nothing,
        wasm_on_message_complete: nothing,
        wasm_on_body: (_parser: number, at: number, length: number): number =>
          (UndiciLlhttp.#reading as UndiciLlhttp).#takeBody(at, length),
      },
    });
    return exports as unknown as Llhttp;
  }

  constructor(visit: Visit) {
    this.#parser = UndiciLlhttp.#llhttp.llhttp_alloc(RESPONSE);
    this.#stream = new EventsourceParser(visit);
  }

  get events(): number {
    return this.#stream.events;
  }

  receive(bytes: Uint8Array): void {
    if (bytes.length > BUFFER) throw new RangeError(`a read has at most ${BUFFER} bytes here`);
    new Uint8Array(UndiciLlhttp.#llhttp.memory.buffer, UndiciLlhttp.#buffer, BUFFER).set(bytes);
    UndiciLlhttp.#reading = this;
    this.#piece = bytes;
    const error = UndiciLlhttp.#llhttp.llhttp_execute(this.#parser, UndiciLlhttp.#buffer, bytes.length);
    if (error !== 0) throw new Error(`llhttp of undici: error ${error}`);
  }

  /** The body is taken from the piece itself, as undici does, not from the copy. */
  #takeBody(at: number, length: number): number {
    const start = at - UndiciLlhttp.#buffer;
    this.#stream.receive(this.#piece.subarray(start, start + length));
    return 0;
  }

  end(): void {
    UndiciLlhttp.#llhttp.llhttp_finish(this.#parser);
    UndiciLlhttp.#llhttp.llhttp_free(this.#parser);
    this.#stream.end();
  }
}

export const undiciLlhttp: Contestant = (visit) => new UndiciLlhttp(visit);

class NodeLlhttp implements Decoding {
  /** One parser for one connection after another, as node:http has it. */
  static readonly #idle = new HTTPParser();
  readonly #parser = NodeLlhttp.#idle;
  readonly #stream: EventsourceParser;

  constructor(visit: Visit) {
    this.#stream = new EventsourceParser(visit);
    this.#parser.initialize(HTTPParser.RESPONSE, {}, BUFFER, HTTPParser.kLenientNone);
    this.#parser[HTTPParser.kOnHeadersComplete] = () => 0;
    this.#parser[HTTPParser.kOnBody] = (bytes: Buffer) => {
      this.#stream.receive(bytes);
      return 0;
    };
  }

  get events(): number {
    return this.#stream.events;
  }

  receive(bytes: Uint8Array): void {
    const read = this.#parser.execute(bytes);
    if (typeof read !== 'number') throw read;
  }

  end(): void {
    this.#parser.finish();
    this.#stream.end();
  }
}

export const nodeLlhttp: Contestant = (visit) => new NodeLlhttp(visit);
