/**
 * The syntax of a field block, RFC 7541 5 and 6: where each representation of a field begins and ends, and of which
 * kind it is. It takes no table for that: only lengths are read. What they stand for is for `hpack.ts` to say.
 */
import { connectionError, isFault, type Fault } from './errors.ts';

export type RepresentationKind =
  | 'indexed-field'
  | 'literal-field-indexed'
  | 'literal-field'
  | 'literal-field-never-indexed'
  | 'table-size-update';

/** The octets of a string, without its length, `[start, end)` of the block. */
export interface StringLiteral {
  readonly start: number;
  readonly end: number;
  readonly huffman: boolean;
}

export interface Representation {
  readonly kind: RepresentationKind;
  /** `[start, end)` of the block. */
  readonly start: number;
  readonly end: number;
  /** Of the field, or of its name (0: a literal name follows); for a size update the new size. */
  readonly number: number;
  readonly name: StringLiteral | null;
  readonly value: StringLiteral | null;
}

interface RepresentationType {
  readonly kind: RepresentationKind;
  /** Bits of the first octet that belong to its number. */
  readonly prefix: number;
  readonly text: string;
  readonly rule: string;
}

/** By the highest bits of the first octet: the first row whose pattern fits. */
const PATTERNS: readonly (RepresentationType & { readonly mask: number; readonly pattern: number })[] = [
  {
    mask: 0x80,
    pattern: 0x80,
    kind: 'indexed-field',
    prefix: 7,
    text: 'a field from a table',
    rule: 'RFC 7541 6.1',
  },
  {
    mask: 0xc0,
    pattern: 0x40,
    kind: 'literal-field-indexed',
    prefix: 6,
    text: 'a field that is added to the dynamic table',
    rule: 'RFC 7541 6.2.1',
  },
  {
    mask: 0xe0,
    pattern: 0x20,
    kind: 'table-size-update',
    prefix: 5,
    text: 'the dynamic table gets a new size',
    rule: 'RFC 7541 6.3',
  },
  {
    mask: 0xf0,
    pattern: 0x10,
    kind: 'literal-field-never-indexed',
    prefix: 4,
    text: 'a field that must never be in a table: it is sensitive',
    rule: 'RFC 7541 6.2.3',
  },
  {
    mask: 0xf0,
    pattern: 0x00,
    kind: 'literal-field',
    prefix: 4,
    text: 'a field that is in no table',
    rule: 'RFC 7541 6.2.2',
  },
];

/** What each kind is, in words. */
export const REPRESENTATIONS = Object.fromEntries(
  PATTERNS.map(({ kind, text, rule }) => [kind, { text, rule }]),
) as Readonly<Record<RepresentationKind, { readonly text: string; readonly rule: string }>>;

/** By the first octet. */
const TYPES: readonly RepresentationType[] = Array.from(
  { length: 256 },
  (_, first) => PATTERNS.find(({ mask, pattern }) => (first & mask) === pattern) as RepresentationType,
);

/** Octets after the first of an integer. RFC 7541 5.1 asks for a limit: 32 bits fit into this one. */
const MOST_OCTETS = 5;

const compressionError = (text: string, rule: string): Fault =>
  connectionError('COMPRESSION_ERROR', text, rule);

export const CUT_SHORT = compressionError('the field block ends inside a field', 'RFC 7541 6');
const TOO_LARGE = compressionError('an integer of more than 32 bits', 'RFC 7541 5.1');

/** The representation that begins at `at`, before the end of `block`; or what is wrong with it. */
export function readRepresentation(block: Uint8Array, at: number): Representation | Fault {
  const { kind, prefix } = TYPES[block[at] as number] as RepresentationType;
  const number = readInteger(block, at, prefix);
  if (isFault(number)) return number;
  const bare = { kind, start: at, number: number.value, name: null, value: null };
  if (kind === 'indexed-field' || kind === 'table-size-update') return { ...bare, end: number.end };
  const name = number.value === 0 ? readString(block, number.end) : null;
  if (isFault(name)) return name;
  const value = readString(block, name?.end ?? number.end);
  return isFault(value) ? value : { ...bare, name, value, end: value.end };
}

/** All representations of a block, up to what is wrong. */
export function readRepresentations(block: Uint8Array): {
  representations: Representation[];
  fault: Fault | null;
} {
  const representations: Representation[] = [];
  for (let at = 0; at < block.length;) {
    const next = readRepresentation(block, at);
    if (isFault(next)) return { representations, fault: next };
    representations.push(next);
    at = next.end;
  }
  return { representations, fault: null };
}

/** RFC 7541 5.1: the lowest bits of an octet, or all ones there and then 7 bits of each octet, lowest first. */
function readInteger(block: Uint8Array, at: number, prefix: number): { value: number; end: number } | Fault {
  const first = block[at];
  if (first === undefined) return CUT_SHORT;
  const most = 2 ** prefix - 1;
  let value = first & most;
  if (value < most) return { value, end: at + 1 };
  for (let octet = 1; octet <= MOST_OCTETS; octet++) {
    const next = block[at + octet];
    if (next === undefined) return CUT_SHORT;
    value += (next & 0x7f) * 2 ** (7 * (octet - 1));
    if (value >= 2 ** 32) return TOO_LARGE;
    if (next < 0x80) return { value, end: at + octet + 1 };
  }
  return TOO_LARGE;
}

/** RFC 7541 5.2. */
function readString(block: Uint8Array, at: number): StringLiteral | Fault {
  const length = readInteger(block, at, 7);
  if (isFault(length)) return length;
  const end = length.end + length.value;
  if (end > block.length) return CUT_SHORT;
  return { start: length.end, end, huffman: (block[at] as number) >= 0x80 };
}
