/**
 * Node's own HTTP parser (llhttp, strict), the one that node:http reads with, and what it makes of a sample. It is
 * not public; the warning that newer versions of Node print about that is held back.
 */
import { createRequire } from 'node:module';
import type { HttpSample, MessageVerdict } from './messages.ts';
import { piecesOf } from './sample.ts';

/** As far as it is used here. The callbacks are properties with numbers for names. */
interface Parser {
  [callback: number]: (...values: never[]) => number | undefined;
  initialize(type: number, resource: object, maxHeadSize: number, lenient: number): void;
  /** Gives how many bytes were read, or what is wrong with them. */
  execute(bytes: Uint8Array): number | Error;
  finish(): Error | undefined;
}

interface HttpCommon {
  /** The methods that the parser knows, each at the index by which it is reported. */
  readonly methods: readonly string[];
  readonly HTTPParser: {
    new (): Parser;
    readonly REQUEST: number;
    readonly RESPONSE: number;
    readonly kOnMessageBegin: number;
    readonly kOnHeaders: number;
    readonly kOnHeadersComplete: number;
    readonly kOnBody: number;
    readonly kOnMessageComplete: number;
    readonly kLenientNone: number;
  };
}

export const { HTTPParser, methods: NODE_METHODS } = quietly(
  () => createRequire(import.meta.url)('_http_common') as HttpCommon,
);

function quietly<T>(load: () => T): T {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return load();
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}

/** What the callback for a complete head returns when no body follows, whatever the head says. */
const SKIP_BODY = 1;
/** Bytes; far more than a sample has. */
const MAX_HEAD = 1 << 24;

type Growing = { -readonly [K in keyof MessageVerdict]: MessageVerdict[K] };

class NodeReader {
  readonly #parser = new HTTPParser();
  #messages: Growing[] = [];
  #message: Growing | null = null;
  #heads: boolean[] = [];
  /** The connection has left HTTP/1.1: what follows is not for this parser. */
  #upgraded = false;
  /** What comes ahead of the callback for a complete head, or with a trailer section: names and values in turn. */
  #pairs: string[] = [];
  #target = '';

  constructor() {
    this.#parser[HTTPParser.kOnMessageBegin] = () => {
      this.#begin();
      return 0;
    };
    this.#parser[HTTPParser.kOnHeaders] = (pairs: string[], target: string) => {
      this.#pairs.push(...pairs);
      this.#target += target;
      return 0;
    };
    this.#parser[HTTPParser.kOnHeadersComplete] = this.#endHead.bind(this);
    this.#parser[HTTPParser.kOnBody] = (bytes: Buffer, start = 0, length = bytes.length) => {
      (this.#message as Growing).content += bytes.toString('latin1', start, start + length);
      return 0;
    };
    this.#parser[HTTPParser.kOnMessageComplete] = () => this.#end();
  }

  read(sample: HttpSample): MessageVerdict[] {
    this.#messages = [];
    this.#message = null;
    this.#heads = [...sample.heads];
    const type = sample.kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE;
    this.#parser.initialize(type, {}, MAX_HEAD, HTTPParser.kLenientNone);
    this.#upgraded = false;
    const valid = piecesOf(sample).every((bytes) => this.#takes(bytes));
    const unfinished = this.#messages.findLast(({ end }) => end === 'open');
    if (!valid) (unfinished ?? this.#begin()).end = 'malformed';
    else if (sample.closed && this.#parser.finish() !== undefined && unfinished) unfinished.end = 'cut';
    return this.#messages;
  }

  #takes(bytes: Uint8Array): boolean {
    return this.#upgraded || typeof this.#parser.execute(bytes) === 'number';
  }

  #begin(): Growing {
    this.#pairs = [];
    this.#target = '';
    this.#message = { head: null, content: '', trailers: [], end: 'open' };
    this.#messages.push(this.#message);
    return this.#message;
  }

  #endHead(
    major: number,
    minor: number,
    pairs: string[] | undefined,
    method: number,
    target: string | undefined,
    status: number | undefined,
    _reason: string | undefined,
    upgrade: boolean,
  ): number {
    // It stops after any 101, but says so only when the head names a protocol.
    this.#upgraded = upgrade || status === 101;
    const start = status === undefined ? `${NODE_METHODS[method]} ${target ?? this.#target}` : String(status);
    const fields = inPairs([...this.#pairs, ...(pairs ?? [])]);
    this.#pairs = [];
    (this.#message as Growing).head = { version: `${major}.${minor}`, start, fields };
    const final = status !== undefined && status >= 200;
    return final && this.#heads.shift() === true ? SKIP_BODY : 0;
  }

  #end(): number {
    const message = this.#message as Growing;
    message.trailers = inPairs(this.#pairs);
    message.end = 'complete';
    this.#message = null;
    return 0;
  }
}

function inPairs(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 1; i < flat.length; i += 2) pairs.push([flat[i - 1] as string, flat[i] as string]);
  return pairs;
}

const reader = new NodeReader();

export const messagesByNode = (sample: HttpSample): MessageVerdict[] => reader.read(sample);
