import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layLastFragment } from '../../../../lessons/protocol/http2/block-leaves.ts';
import { FieldDecoder, HPACK_BOUNDS, type FieldList } from '../../../../lessons/protocol/http2/hpack.ts';
import { readRepresentations } from '../../../../lessons/protocol/http2/representations.ts';
import { untiled } from './feed.ts';
import { BLOCKS, BROKEN_BLOCKS } from './vectors/hpack.ts';
import { bytes, hex, integer, join } from './wire.ts';

const shown = ({ fields }: FieldList) =>
  fields.map(({ name, value, sensitive }) => `${sensitive ? '!' : ''}${name}: ${value}`);

/** `name: value`, added to the dynamic table, without Huffman code. */
const indexed = (name: string, value: string): Uint8Array =>
  join(Uint8Array.of(0x40), integer(name.length, 7), bytes(name), integer(value.length, 7), bytes(value));

const sizeUpdate = (size: number): Uint8Array => {
  const octets = integer(size, 5);
  octets[0] = (octets[0] as number) | 0x20;
  return octets;
};

describe('a field block', () => {
  it.each(BLOCKS)('is decoded: $name', ({ blocks }) => {
    const decoder = new FieldDecoder();
    for (const { bytes: digits, fields, kinds } of blocks) {
      const block = hex(digits);
      const list = decoder.decode(block);
      expect(list.fault).toBeNull();
      expect(shown(list)).toEqual(fields);
      const { representations, fault } = readRepresentations(block);
      expect(fault).toBeNull();
      expect(untiled(representations, block.length)).toEqual([]);
      if (kinds !== undefined) expect(representations.map(({ kind }) => kind)).toEqual(kinds);
    }
  });

  it.each(BROKEN_BLOCKS)('is a COMPRESSION_ERROR with $name', ({ bytes: digits, fields = [], rule }) => {
    const list = new FieldDecoder().decode(hex(digits));
    expect(list.fault).toMatchObject({ code: 'COMPRESSION_ERROR', scope: 'connection', stops: true, rule });
    expect(shown(list)).toEqual(fields);
  });

  it('is cut into fields wherever its fragments end', () => {
    for (const { blocks } of BLOCKS) {
      for (const { bytes: digits } of blocks) {
        const block = hex(digits);
        const whole = layLastFragment([{ start: 100, bytes: block }], true);
        expect(
          untiled(
            whole.map(({ start, end }) => ({ start: start - 100, end: end - 100 })),
            block.length,
          ),
        ).toEqual([]);
        for (let cut = 1; cut < block.length; cut++) {
          const first = { start: 100, bytes: block.subarray(0, cut) };
          const second = { start: 500, bytes: block.subarray(cut) };
          const before = layLastFragment([first], false);
          const after = layLastFragment([first, second], true);
          expect(
            untiled(
              before.map((leaf) => ({ start: leaf.start - 100, end: leaf.end - 100 })),
              cut,
            ),
          ).toEqual([]);
          expect(
            untiled(
              after.map((leaf) => ({ start: leaf.start - 500, end: leaf.end - 500 })),
              block.length - cut,
            ),
          ).toEqual([]);
          expect(after.map(({ kind, value }) => [kind, value])).toEqual(
            whole.filter(({ end }) => end - 100 > cut).map(({ kind, value }) => [kind, value]),
          );
        }
      }
    }
  });

  it('says which bytes of it cannot be read', () => {
    const leaves = layLastFragment([{ start: 0, bytes: hex('82 ff8080808080808001') }], true);
    expect(leaves.at(-1)).toMatchObject({
      kind: 'field-block-fragment',
      start: 1,
      end: 10,
      reason: { rule: 'RFC 7541 5.1' },
    });
    const arriving = layLastFragment([{ start: 0, bytes: hex('82 04 03 61') }], false);
    expect(arriving.at(-1)).toMatchObject({
      start: 1,
      end: 4,
      reason: { text: 'a field of which more has to come' },
    });
  });
});

describe('the dynamic table', () => {
  it('has the size that the recipient acknowledged as its limit', () => {
    const decoder = new FieldDecoder();
    expect(decoder.decode(sizeUpdate(8192)).fault?.rule).toBe('RFC 7541 6.3');
    decoder.changeLimit(8192);
    expect(decoder.decode(sizeUpdate(8192)).fault).toBeNull();
    expect(decoder.decode(sizeUpdate(8193), 9000).fault).toBeNull();
  });

  it('has to be made smaller at the start of the next block when the limit falls below its size', () => {
    const shrunk = () => {
      const decoder = new FieldDecoder();
      decoder.decode(indexed('a', 'b'));
      decoder.changeLimit(1000);
      decoder.changeLimit(100);
      decoder.changeLimit(2000);
      return decoder;
    };
    expect(shrunk().decode(hex('be')).fault?.rule).toBe('RFC 9113 4.3.1');
    expect(shrunk().decode(join(sizeUpdate(101), hex('be'))).fault?.rule).toBe('RFC 7541 6.3');
    expect(shown(shrunk().decode(join(sizeUpdate(100), sizeUpdate(2000), hex('be'))))).toEqual(['a: b']);
    const roomy = new FieldDecoder();
    roomy.changeLimit(4096);
    expect(roomy.decode(hex('82')).fault).toBeNull();
  });

  it('evicts the oldest fields first', () => {
    const decoder = new FieldDecoder();
    const size = 32 + 2;
    decoder.decode(sizeUpdate(3 * size));
    for (const name of ['a', 'b', 'c', 'd']) decoder.decode(indexed(name, '1'));
    expect(shown(decoder.decode(hex('be bf c0')))).toEqual(['d: 1', 'c: 1', 'b: 1']);
    expect(decoder.decode(hex('c1')).fault?.rule).toBe('RFC 7541 2.3.3');
  });

  it('is not kept beyond 1 MiB', () => {
    const decoder = new FieldDecoder();
    decoder.changeLimit(2 ** 32 - 1);
    expect(decoder.decode(sizeUpdate(HPACK_BOUNDS.table)).fault).toBeNull();
    expect(decoder.decode(sizeUpdate(HPACK_BOUNDS.table + 1)).fault).toMatchObject({
      code: 'ENHANCE_YOUR_CALM',
    });
  });

  it('goes on when a list is longer than 64 KiB: the fields beyond are counted and left out', () => {
    const decoder = new FieldDecoder();
    const value = 'x'.repeat(4000);
    const most = Math.floor(HPACK_BOUNDS.list / (1 + 4000 + 32));
    const bomb = join(indexed('a', value), new Uint8Array(60_000).fill(0xbe), indexed('later', 'y'));
    const list = decoder.decode(bomb);
    expect(list).toMatchObject({ fault: null, leftOut: 60_002 - most, size: 60_001 * 4033 + 38 });
    expect(list.fields).toHaveLength(most);
    expect(shown(decoder.decode(hex('be')))).toEqual(['later: y']);
  });
});

describe('the decoder and hpack.js', () => {
  interface Compressor {
    write(fields: readonly { name: string; value: string; incremental: boolean; huffman: boolean }[]): void;
    read(): Uint8Array | null;
  }
  const { compressor } = createRequire(import.meta.url)('hpack.js') as {
    compressor: { create(options: { table: { maxSize: number } }): Compressor };
  };
  const octets = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 60,
  });
  const name = fc.oneof(fc.constantFrom(':path', ':status', 'cookie', 'date', 'x-a', 'x-b'), octets);
  const lists = fc.array(
    fc.array(fc.record({ name, value: octets, incremental: fc.boolean(), huffman: fc.boolean() }), {
      minLength: 1,
    }),
    { minLength: 1, maxLength: 20 },
  );

  it('agree on any lists of fields that follow each other', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(64, 256, 4096), (all, maxSize) => {
        const encoder = compressor.create({ table: { maxSize } });
        const decoder = new FieldDecoder();
        decoder.decode(sizeUpdate(maxSize));
        for (const list of all) {
          encoder.write(list);
          const { fields, fault } = decoder.decode(encoder.read() ?? new Uint8Array());
          expect(fault).toBeNull();
          expect(fields.map((field) => [field.name, field.value])).toEqual(
            list.map((field) => [field.name, field.value]),
          );
        }
      }),
      { seed: 7541, numRuns: 300 },
    );
  });
});
