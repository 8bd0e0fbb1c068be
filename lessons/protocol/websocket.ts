/**
 * What one sender sends on a connection that has become a WebSocket, RFC 6455: frames, one after another. Kept of each is
 * where it begins; the rest is read again from its bytes when somebody asks.
 *
 * Bound: 100,000 frames in a direction.
 */
import type { Direction } from './direction.ts';
import { Offsets } from './offsets.ts';
import { Leaf, Token, type Layer, type LeafKind, type Reason } from './token.ts';
import { isControl, LONGEST_HEADER, OPCODES, readHeader, type WebSocketHeader } from './websocket-header.ts';

export const FRAMES_BOUND = 100_000;

const rule = (text: string, section: string): Reason => ({ text, rule: `RFC 6455 ${section}` });

const FAULTS = {
  reserved: rule('a reserved bit is set, and no extension gives it a meaning', '5.2'),
  opcode: rule('no frame has this opcode', '5.2'),
  fragment: rule('a control frame must not be in fragments', '5.5'),
  control: rule('a control frame has at most 125 bytes', '5.5'),
  continuation: rule('there is no message to continue', '5.4'),
  interrupted: rule('the message before is not complete', '5.4'),
  unmasked: rule('what a client sends must be masked', '5.1'),
  masked: rule('what a server sends must not be masked', '5.1'),
  overlong: rule('the length must be in the fewest bytes that hold it', '5.2'),
  uncountable: rule('the length is more than can be counted', '5.2'),
  closed: rule('nothing follows a Close frame', '5.5.1'),
} as const;

const TOO_MANY: Reason = {
  text: `more than ${FRAMES_BOUND} frames on one connection: no more are read`,
  rule: 'a bound of this decoder',
};
const CUT = rule('the connection ended inside this frame', '7.1.5');
const EXTENDED = rule('an extension has changed the payload: it is not looked into', '5.2');

const CONTINUATION = 0x0;
const CLOSE = 0x8;

export class WebSocketFrames {
  readonly message = null;
  readonly direction: Direction;
  /** Offset of the direction at which the first one begins. */
  readonly from: number;
  readonly #starts = new Offsets();
  /** Whether extensions were agreed on, which may use the reserved bits. */
  readonly #extended: boolean;
  /** The header of the frame that is being read, as far as it has come; how much that is; and the payload to come. */
  readonly #bytes = new Uint8Array(LONGEST_HEADER);
  #read = 0;
  #missing = 0;
  /** Whether the next data frame goes on with a message. */
  #fragmented = false;
  #closed = false;
  #fault: { readonly kind: 'malformed' | 'undecoded'; readonly reason: Reason; readonly at: number } | null =
    null;

  constructor(direction: Direction, from: number, extended: boolean) {
    this.direction = direction;
    this.from = from;
    this.#extended = extended;
  }

  /** How many have begun. */
  get count(): number {
    return this.#starts.length;
  }

  /** Why the bytes from `at` on are not read; null while they are. */
  get fault() {
    return this.#fault;
  }

  /** The bytes `[from, to)`; the direction has them from `base + from` on. Gives the index after those that were read. */
  receive(bytes: Uint8Array, from: number, to: number, base: number): number {
    let at = from;
    while (at < to) {
      if (this.#missing > 0) {
        const size = Math.min(to - at, this.#missing);
        this.#missing -= size;
        at += size;
        continue;
      }
      this.#bytes[this.#read] = bytes[at] as number;
      this.#read += 1;
      const header = readHeader(this.#bytes.subarray(0, this.#read));
      const reason = this.#faultIn(header);
      if (reason !== null) {
        this.#fault = { kind: reason === TOO_MANY ? 'undecoded' : 'malformed', reason, at: base + at };
        return at;
      }
      if (this.#read === 1) this.#starts.push(base + at);
      at += 1;
      if (header.size !== null && this.#read === header.headerSize) this.#begin(header, header.size);
    }
    return at;
  }

  /** The header is complete. */
  #begin(header: WebSocketHeader, size: number): void {
    this.#read = 0;
    this.#missing = size;
    if (header.opcode === CLOSE) this.#closed = true;
    if (!isControl(header)) this.#fragmented = !header.fin;
  }

  /** What is wrong with a header, told with the first byte that shows it. */
  #faultIn(header: WebSocketHeader): Reason | null {
    const control = isControl(header);
    if (this.#read === 1) {
      if (this.#closed) return FAULTS.closed;
      if (this.count === FRAMES_BOUND) return TOO_MANY;
      if (header.reserved !== 0 && !this.#extended) return FAULTS.reserved;
      if (!(header.opcode in OPCODES)) return FAULTS.opcode;
      if (control && !header.fin) return FAULTS.fragment;
      const continues = header.opcode === CONTINUATION;
      if (continues && !this.#fragmented) return FAULTS.continuation;
      if (!control && !continues && this.#fragmented) return FAULTS.interrupted;
    }
    if (this.#read === 2) {
      if (header.masked !== (this.direction.from === 'client')) {
        return header.masked ? FAULTS.masked : FAULTS.unmasked;
      }
      if (control && ((this.#bytes[1] as number) & 0x7f) > 125) return FAULTS.control;
    }
    if (this.#read === header.lengthTo) {
      if (header.overlong) return FAULTS.overlong;
      if (Number.isNaN(header.size)) return FAULTS.uncountable;
    }
    return null;
  }

  /** Offset of the direction after the frame at `index`, as far as it has arrived. */
  #endOf(index: number): number {
    if (index + 1 < this.count) return this.#starts.at(index + 1);
    return this.#fault?.at ?? this.direction.length;
  }

  /** The frame at `index`, from 0; it must have begun. */
  frame(index: number): WebSocketFrame {
    const from = this.#starts.at(index);
    const to = this.#endOf(index);
    const bytes = this.direction.bytes(from, Math.min(to, from + LONGEST_HEADER));
    const last = index === this.count - 1;
    return new WebSocketFrame(
      this,
      index,
      from,
      to,
      readHeader(bytes),
      last ? this.#fault?.reason : undefined,
    );
  }

  /** The frame that the byte at `local` is in. */
  frameAt(local: number): WebSocketFrame {
    return this.frame(this.#starts.countUpTo(local) - 1);
  }

  /** Absolute offsets after complete frames: those around the cursor. */
  endsAround(cursor: number): number[] {
    const near = this.#starts.countUpTo(this.direction.countBefore(cursor)) - 1;
    return [near - 1, near, near + 1]
      .filter((index) => index >= 0 && index < this.count)
      .map((index) => this.frame(index))
      .filter(({ complete }) => complete)
      .map(({ end }) => end);
  }
}

export class WebSocketFrame extends Token {
  readonly layer: Layer = 'websocket';
  readonly kind = 'websocket-frame';
  readonly axis: Direction;
  /** 1 for the first of its sender. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly header: WebSocketHeader;
  readonly complete: boolean;
  readonly open: boolean;
  readonly reason: Reason | null;

  constructor(
    { direction }: WebSocketFrames,
    index: number,
    from: number,
    to: number,
    header: WebSocketHeader,
    fault: Reason | undefined,
  ) {
    super();
    this.axis = direction;
    this.number = index + 1;
    this.from = from;
    this.to = to;
    this.header = header;
    const { size, headerSize, reserved } = header;
    this.complete = size !== null && headerSize !== null && to === from + headerSize + size;
    this.open = !this.complete && fault === undefined && direction.ended === null;
    const cut = this.complete || this.open ? null : (fault ?? CUT);
    this.reason = cut ?? (reserved === 0 ? null : EXTENDED);
  }

  /** Offset of the direction at which its payload begins, or what has come of the frame ends. */
  get payloadFrom(): number {
    return Math.min(this.to, this.from + (this.header.headerSize ?? LONGEST_HEADER));
  }

  /** Its payload as far as it has arrived, unmasked (RFC 6455 5.3). */
  payload(): Uint8Array {
    const { axis, from, to, payloadFrom, header } = this;
    const bytes = axis.bytes(payloadFrom, to);
    const key = header.masked && axis.bytes(from + (header.lengthTo as number), payloadFrom);
    return key ? bytes.map((byte, index) => byte ^ (key[index % key.length] as number)) : bytes;
  }

  /** The leaf that its byte at `local`, an offset of the direction, is in. */
  leafAt(local: number): Leaf {
    const { from, to, header, payloadFrom } = this;
    const lengthTo = Math.min(to, from + (header.lengthTo ?? 2));
    const parts: [LeafKind, number, number][] = [
      ['opcode', from, from + 1],
      ['payload-length', from + 1, lengthTo],
      ['masking-key', lengthTo, payloadFrom],
      ['payload', payloadFrom, to],
    ];
    const [kind, start, end] = parts.find(([, , partEnd]) => local < partEnd) as (typeof parts)[number];
    const open = this.open && end === to && kind !== 'opcode' && !this.#isWhole(kind);
    const laid = { layer: this.layer, kind, from: start, to: end, reason: null };
    return new Leaf(this.axis, laid, open);
  }

  /** Whether that part of the header has arrived. */
  #isWhole(kind: LeafKind): boolean {
    const { lengthTo, headerSize } = this.header;
    const size = this.to - this.from;
    if (kind === 'payload-length') return lengthTo !== null && size >= lengthTo;
    return kind === 'masking-key' && headerSize !== null && size >= headerSize;
  }
}
