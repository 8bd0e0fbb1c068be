/**
 * HPACK, RFC 7541: decodes the field blocks of one direction of a connection, one after another: each may name
 * fields of the blocks before it. The Huffman code (appendix B) and the static table (appendix A) come from the
 * package hpack.js. Strings hold one character for each octet.
 *
 * Bounds: a field list of 64 KiB, counted as SETTINGS_MAX_HEADER_LIST_SIZE counts; what is beyond is counted and left
 * out, while the dynamic table goes on. A dynamic table of 1 MiB.
 */
// oxlint-disable-next-line typescript/triple-slash-reference -- declares modules: nothing is there to import
/// <reference path="./hpack-tables.d.ts" />
import huffman, { type HuffmanNode } from 'hpack.js/lib/hpack/huffman.js';
import staticTable from 'hpack.js/lib/hpack/static-table.js';
import { connectionError, isFault, type Fault } from './errors.ts';
import { readRepresentation, type Representation, type StringLiteral } from './representations.ts';
import { bytesOf, count } from './frame-header.ts';
import { INITIAL_SETTINGS } from './settings.ts';

export const HPACK_BOUNDS = { list: 65_536, table: 2 ** 20 } as const;

export interface Field {
  readonly name: string;
  readonly value: string;
  /** It was sent as never to be indexed: an intermediary must not put it into a table either. */
  readonly sensitive: boolean;
}

export interface FieldList {
  /** In the order of the block, up to the bound or to what is wrong. */
  readonly fields: readonly Field[];
  /** Fields left out, and the size of all, with 32 bytes for each as RFC 9113 6.5.2 counts. */
  readonly leftOut: number;
  readonly size: number;
  /** What is wrong with the block: the rest of it, and all later blocks, cannot be decoded. */
  readonly fault: Fault | null;
}

const STATIC = staticTable.table;

const compressionError = (text: string, rule: string): Fault =>
  connectionError('COMPRESSION_ERROR', text, rule);

const INDEX_ZERO = compressionError('there is no field with the index 0', 'RFC 7541 6.1');
const UPDATE_LATE = compressionError(
  'the table size can only change at the start of a block',
  'RFC 7541 4.2',
);
const UPDATE_OWED = compressionError(
  'the recipient has made the table smaller: the block has to begin with the new size',
  'RFC 9113 4.3.1',
);
const BAD_PADDING = compressionError('a Huffman string ends in up to 7 bits, all set', 'RFC 7541 5.2');
const HAS_EOS = compressionError('a Huffman string holds no end of string', 'RFC 7541 5.2');

export class FieldDecoder {
  readonly #table = new DynamicTable();
  /** SETTINGS_HEADER_TABLE_SIZE of the recipient, as the sender has acknowledged it. */
  #limit = INITIAL_SETTINGS.headerTableSize;
  /** The least limit since the last block that was below the size of the table; null when none was. */
  #owed: number | null = null;

  /** The sender has acknowledged this SETTINGS_HEADER_TABLE_SIZE of the recipient. */
  changeLimit(limit: number): void {
    this.#limit = limit;
    if (limit < this.#table.maxSize) this.#owed = Math.min(limit, this.#owed ?? limit);
  }

  /** The next block, whole. `announced`: a larger table size that the recipient has set, not acknowledged yet. */
  decode(block: Uint8Array, announced = 0): FieldList {
    const limit = Math.max(this.#limit, announced);
    const fields: Field[] = [];
    const list = { fields, leftOut: 0, size: 0 };
    for (let at = 0; at < block.length;) {
      const read = readRepresentation(block, at);
      if (isFault(read)) return { ...list, fault: read };
      const decoded = this.#decode(block, read, list.size === 0, limit);
      if (isFault(decoded)) return { ...list, fault: decoded };
      if (decoded !== null) {
        list.size += sizeOf(decoded);
        if (list.size <= HPACK_BOUNDS.list) fields.push(decoded);
        else list.leftOut++;
      }
      at = read.end;
    }
    return { ...list, fault: null };
  }

  /** Null for a size update. */
  #decode(block: Uint8Array, read: Representation, first: boolean, limit: number): Field | Fault | null {
    if (read.kind === 'table-size-update') return first ? this.#resize(read.number, limit) : UPDATE_LATE;
    if (this.#owed !== null) return UPDATE_OWED;
    if (read.kind === 'indexed-field') return this.#lookUp(read.number);
    const named = read.name === null ? this.#lookUp(read.number) : readString(block, read.name);
    if (isFault(named)) return named;
    const value = readString(block, read.value as StringLiteral);
    if (isFault(value)) return value;
    const name = typeof named === 'string' ? named : named.name;
    const field = { name, value, sensitive: read.kind === 'literal-field-never-indexed' };
    if (read.kind === 'literal-field-indexed') this.#table.add(field);
    return field;
  }

  #resize(size: number, limit: number): Fault | null {
    const most = this.#owed ?? limit;
    if (size > most) {
      const text = `a table of ${bytesOf(size)}: the recipient takes at most ${count(most)}`;
      return compressionError(text, 'RFC 7541 6.3');
    }
    if (size > HPACK_BOUNDS.table) {
      const text = `a table of more than ${bytesOf(HPACK_BOUNDS.table)} is not kept here`;
      return connectionError('ENHANCE_YOUR_CALM', text, 'RFC 9113 10.5');
    }
    this.#owed = null;
    this.#table.resize(size);
    return null;
  }

  #lookUp(index: number): Field | Fault {
    if (index === 0) return INDEX_ZERO;
    const field = index <= STATIC.length ? STATIC[index - 1] : this.#table.get(index - STATIC.length);
    if (field !== undefined) return { name: field.name, value: field.value, sensitive: false };
    const text = `no field has the index ${count(index)}: the tables have ${count(STATIC.length + this.#table.length)}`;
    return compressionError(text, 'RFC 7541 2.3.3');
  }
}

/** RFC 7541 4.1: "its length in octets [...] plus 32." */
const sizeOf = ({ name, value }: { name: string; value: string }): number => name.length + value.length + 32;

/** RFC 7541 2.3.2: the newest field has the lowest index, the oldest are evicted. */
class DynamicTable {
  #entries: { name: string; value: string }[] = [];
  /** Entries at the front that are evicted but still in the list. */
  #evicted = 0;
  #size = 0;
  #maxSize: number = INITIAL_SETTINGS.headerTableSize;

  get maxSize(): number {
    return this.#maxSize;
  }

  get length(): number {
    return this.#entries.length - this.#evicted;
  }

  /** The field with this index, from 1. */
  get(index: number): { name: string; value: string } | undefined {
    return index <= this.length ? this.#entries[this.#entries.length - index] : undefined;
  }

  add({ name, value }: { name: string; value: string }): void {
    this.#entries.push({ name, value });
    this.#size += sizeOf({ name, value });
    this.#evict();
  }

  resize(maxSize: number): void {
    this.#maxSize = maxSize;
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#maxSize) {
      this.#size -= sizeOf(this.#entries[this.#evicted++] as { name: string; value: string });
    }
    if (this.#evicted * 2 <= this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#evicted);
    this.#evicted = 0;
  }
}

function readString(block: Uint8Array, { start, end, huffman: coded }: StringLiteral): string | Fault {
  const octets = block.subarray(start, end);
  return coded ? readHuffman(octets) : fromOctets(octets);
}

const EOS = 256;

/** RFC 7541 5.2, bit by bit through the code of appendix B. */
function readHuffman(coded: Uint8Array): string | Fault {
  const octets: number[] = [];
  let node: HuffmanNode = huffman.decode;
  let bits = 0;
  let code = 0;
  /** Bits since the last symbol, and whether all of them are set. */
  let left = 0;
  let ones = true;
  for (let i = 0; i < coded.length * 8; i++) {
    const bit = ((coded[i >> 3] as number) >> (7 - (i & 7))) & 1;
    code = (code << 1) | bit;
    left++;
    ones &&= bit === 1;
    const entry = node[code];
    if (++bits === 8 && typeof entry === 'object') {
      node = entry;
      bits = 0;
      code = 0;
    } else if (typeof entry === 'number' && entry >> 9 === bits) {
      const symbol = entry & 0x1ff;
      if (symbol === EOS) return HAS_EOS;
      octets.push(symbol);
      node = huffman.decode;
      bits = code = left = 0;
      ones = true;
    }
  }
  return left > 7 || !ones ? BAD_PADDING : fromOctets(octets);
}

function fromOctets(octets: Uint8Array | readonly number[]): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 4096) {
    text += String.fromCharCode(...octets.slice(at, at + 4096));
  }
  return text;
}
