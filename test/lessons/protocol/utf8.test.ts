import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeUtf8,
  encodeUtf8,
  sequenceAt,
  unfinishedCharacter,
  type Sequence,
} from '../../../lessons/protocol/utf8.ts';
import { everything, nameOf, tokensOf } from './tokens.ts';
import { UTF8_VECTORS } from './vectors/utf8.ts';
import { allCuts, arrival, bytesOf, chunkFramed, closeFramed, dissect, dissectResponse } from './wire.ts';

const platform = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes that make characters, broken characters and all that lies between. */
const mostlyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => [...new TextEncoder().encode(text)]),
      fc.array(fc.integer({ min: 0x70, max: 0xff }), { maxLength: 4 }),
      fc.constantFrom([0xe0], [0xed, 0xa0], [0xf0, 0x90], [0xf4, 0x90], [0xef, 0xbb], [0xc3], [0x80]),
    ),
  )
  .map((parts) => Uint8Array.from(parts.flat()));

describe('UTF-8, Encoding Standard', () => {
  it.each(UTF8_VECTORS)('reads $name', ({ bytes, text }) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
    expect(platform.decode(Uint8Array.from(bytes))).toBe(text);
  });

  it('decodes any bytes as the platform does', () => {
    fc.assert(
      fc.property(fc.oneof(mostlyText, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        expect(decodeUtf8(bytes)).toBe(platform.decode(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes text that is longer than what it decodes at once', () => {
    const text = 'a€🦉'.repeat(5000);
    expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
  });

  it('encodes any text as the platform does, a lone surrogate as U+FFFD', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 })).map((units) => String.fromCharCode(...units)),
    );
    fc.assert(
      fc.property(text, (each) => {
        expect(encodeUtf8(each)).toEqual(new TextEncoder().encode(each));
      }),
    );
  });

  it('says at any byte of a text whether it ends inside a character', () => {
    const bytes = bytesOf('aé€🦉');
    const at = (end: number) => unfinishedCharacter(bytes.subarray(Math.max(0, end - 3), end));
    expect(Array.from({ length: bytes.length + 1 }, (_, end) => at(end))).toEqual([
      null,
      null,
      { needed: 2, have: 1 },
      null,
      { needed: 3, have: 1 },
      { needed: 3, have: 2 },
      null,
      { needed: 4, have: 1 },
      { needed: 4, have: 2 },
      { needed: 4, have: 3 },
      null,
    ]);
  });

  it('calls a character unfinished exactly when a decoder would still wait for bytes', () => {
    fc.assert(
      fc.property(mostlyText, (bytes) => {
        const waiting = new TextDecoder('utf-8', { ignoreBOM: true });
        const text = waiting.decode(bytes, { stream: true });
        const held = waiting.decode() !== '';
        const unfinished = unfinishedCharacter(bytes.subarray(-3));
        expect(unfinished !== null).toBe(held);
        if (unfinished) expect(decodeUtf8(bytes.subarray(0, -unfinished.have))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

/** The sequences of some bytes, one after another; ASCII left out. */
function sequencesOf(bytes: Uint8Array, ended: boolean): Sequence[] {
  const sequences: Sequence[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const sequence = sequenceAt(bytes, at, ended);
    if (sequence === null) continue;
    sequences.push(sequence);
    at = sequence.to - 1;
  }
  return sequences;
}

describe('sequences of UTF-8', () => {
  const anyBytes = fc.oneof(mostlyText, fc.uint8Array({ maxLength: 40 }));

  it('are what the platform reads as one code point each', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const sequences = sequencesOf(bytes, true);
        const texts = sequences.map(({ from, to }) => platform.decode(bytes.subarray(from, to)));
        expect(texts.map((text) => [...text].length)).toEqual(texts.map(() => 1));
        const ascii = bytes.filter((byte) => byte < 0x80).length;
        expect(sequences.length + ascii).toBe([...platform.decode(bytes)].length);
        for (const [index, { from, to, state }] of sequences.entries()) {
          const isWhole = Buffer.from(texts[index] as string).equals(bytes.subarray(from, to));
          expect(state).toBe(isWhole ? 'whole' : 'malformed');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are found from each of their bytes, with no more than three bytes before and after it', () => {
    fc.assert(
      fc.property(anyBytes, fc.boolean(), (bytes, ended) => {
        for (const sequence of sequencesOf(bytes, ended)) {
          for (let at = sequence.from; at < sequence.to; at++) {
            expect(sequenceAt(bytes, at, ended)).toEqual(sequence);
            const from = Math.max(0, at - 3);
            const near = bytes.subarray(from, at + 4);
            const found = sequenceAt(near, at - from, ended || at + 4 < bytes.length) as Sequence;
            expect({ ...found, from: found.from + from, to: found.to + from }).toEqual(sequence);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are unfinished at the end of the bytes, as long as more may come', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const unfinished = unfinishedCharacter(bytes.subarray(-3));
        const last = sequencesOf(bytes, false).at(-1);
        const size = last?.state === 'unfinished' ? last.to - last.from : null;
        expect(size).toBe(unfinished?.have ?? null);
        expect(sequencesOf(bytes, false).filter(({ state }) => state === 'unfinished')).toHaveLength(
          unfinished === null ? 0 : 1,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('characters worth showing', () => {
  const charactersOf = (bytes: Uint8Array, cuts: readonly number[] = []) => {
    const d = dissectResponse(bytes, cuts);
    return tokensOf(d).characters.map((each) => [
      d.text(each.spans),
      each.spans.length,
      each.reason?.rule ?? null,
    ]);
  };

  it('lists no character that is whole, however it arrives', () => {
    const bytes = closeFramed('data: é€🦉\n\n');
    for (const cuts of allCuts(bytes.length)) expect(charactersOf(bytes, cuts)).toEqual([]);
  });

  it('lists a character with a chunk header between its bytes, with a span for each part', () => {
    const bytes = chunkFramed('data: é🦉\n\n', 7);
    expect(charactersOf(bytes)).toEqual([['é', 2, null]]);
    expect(charactersOf(chunkFramed('🦉: 🦉\n', 1))).toEqual([
      ['🦉', 4, null],
      ['🦉', 4, null],
    ]);
  });

  it('lists a character with bytes of another connection between its bytes', () => {
    const head = closeFramed('');
    const d = dissect([
      arrival(head),
      arrival(head, 'server', 2),
      arrival([': ', 0xe2]),
      arrival('data: x\n\n', 'server', 2),
      arrival([0x82]),
    ]);
    expect(tokensOf(d).characters).toMatchObject([
      { layer: 'utf-8', kind: 'character', open: true, reason: null },
    ]);
    d.append(arrival([0xac]));
    const { characters, lines } = tokensOf(d);
    expect(characters).toMatchObject([{ open: false, reason: null, message: d.messages[0] }]);
    expect(nameOf(d.at(characters[0]?.start as number).line)).toBe(nameOf(lines[0] ?? null));
    expect(d.text(characters[0]?.spans ?? [])).toBe('€');
  });

  it.each<[string, (string | number)[], [string, number, string][]]>([
    [
      'each byte that begins no character',
      ['data: ', 0xff, 0x80, '\n'],
      [
        ['\ufffd', 1, 'Encoding 8.1.1'],
        ['\ufffd', 1, 'Encoding 8.1.1'],
      ],
    ],
    [
      'a character cut by ASCII, and the rest of it',
      ['data: ', 0xc3, 'a', 0xa9, '\n'],
      [
        ['\ufffd', 1, 'Encoding 8.1.1'],
        ['\ufffd', 1, 'Encoding 8.1.1'],
      ],
    ],
    ['a character cut by a line end', ['data: ', 0xe2, 0x82, '\n'], [['\ufffd', 1, 'Encoding 8.1.1']]],
    ['a character cut by a colon', ['a', 0xf0, 0x9f, ': b\n'], [['\ufffd', 1, 'Encoding 8.1.1']]],
    ['a character cut by the end of the stream', [': ', 0xe2, 0x82], [['\ufffd', 1, 'Encoding 8.1.1']]],
    ['what begins like a byte order mark', [0xef, 0xbb, 'data\n'], [['\ufffd', 1, 'Encoding 8.1.1']]],
  ])('lists as malformed %s', (_, stream, characters) => {
    const bytes = closeFramed(stream);
    expect(charactersOf(bytes)).toEqual(characters);
    const d = dissectResponse(bytes);
    const text = everything(d);
    for (const cuts of allCuts(bytes.length)) expect(everything(dissectResponse(bytes, cuts))).toBe(text);
    const { characters: found, lines } = tokensOf(d);
    expect(found.every((each) => !each.open)).toBe(true);
    expect(found.every((each) => d.at(each.start).line?.start === lines[0]?.start)).toBe(true);
  });

  it('ends a character with its line, at once: what follows is no part of it', () => {
    const d = dissect([arrival(closeFramed(['data: ', 0xe2, 0x82])), arrival('\n')]);
    expect(tokensOf(d).characters).toMatchObject([{ open: false, reason: { rule: 'Encoding 8.1.1' } }]);
    d.append(arrival([0xac, '\n']));
    const { characters, lines } = tokensOf(d);
    expect(characters.map((each) => nameOf(d.at(each.start).line))).toEqual(lines.map(nameOf));
    expect(lines).toHaveLength(2);
  });

  it('lists a malformed character that is in two chunks as one', () => {
    expect(charactersOf(chunkFramed([': ', 0xe2, 0x82, 'a\n'], 3))).toEqual([
      ['\ufffd', 2, 'Encoding 8.1.1'],
    ]);
  });

  it('lists the same wherever in a long stream they are', () => {
    const cluster = [0xe2, 0x82, 0xac, 0xff, 0xf0, 0x9f, 0xa6, 0x89, 0xe2, 0x82, 0x61, 0xed, 0xa0, 0x80];
    const malformed = [3, 8, 11, 12, 13];
    for (let before = 16_368; before <= 16_386; before++) {
      const d = dissect([arrival(closeFramed([': ', 'x'.repeat(before - 2), ...cluster]))]);
      const content = d.capture.length - cluster.length;
      const found = tokensOf(d).characters.map(({ start, end, open }) => [
        start - content,
        end - content,
        open,
      ]);
      expect(found, `after ${before} bytes`).toEqual(
        malformed.map((from) => [from, from + (from === 8 ? 2 : 1), false]),
      );
    }
  });

  it('finds the character at each of its bytes, and at no other', () => {
    const d = dissectResponse(chunkFramed(': é', 3));
    const [character] = tokensOf(d).characters;
    const found = Array.from({ length: d.capture.length }, (_, offset) => offset).filter(
      (offset) => d.at(offset).character !== null,
    );
    expect(found).toEqual(character?.spans.map(({ start }) => start));
    expect(found).toHaveLength(2);
  });
});
