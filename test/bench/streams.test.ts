import { describe, expect, it } from 'vitest';
import { SHAPES } from './shapes.ts';
import {
  BIG_VALUE,
  blocksOf,
  chunked,
  joined,
  LLM_BLOCK,
  MIB,
  piecesOf,
  RESPONSE_HEAD,
  STREAM_NAMES,
} from './streams.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const textsOf = (...blocks: Parameters<typeof blocksOf>): string[] =>
  blocksOf(...blocks).map((block) => decoder.decode(block));

describe('the streams', () => {
  it('of a language model have blocks of 195 bytes, each with JSON', () => {
    const blocks = blocksOf('llm', MIB);
    expect(new Set(blocks.map(({ length }) => length))).toEqual(new Set([LLM_BLOCK]));
    expect(blocks).toHaveLength(Math.floor(MIB / LLM_BLOCK));
    for (const text of textsOf('llm', MIB)) {
      const delta = JSON.parse(/^data: (.*)\n\n$/.exec(text)?.[1] ?? '') as { object: string };
      expect(delta.object).toBe('chat.completion.chunk');
    }
  });

  it('of tiny events have 9 bytes for each', () => {
    expect(new Set(textsOf('tiny', MIB))).toEqual(new Set(['data: x\n\n']));
  });

  it('of big events have a value of 64 KiB in each', () => {
    const texts = textsOf('big', MIB);
    expect(texts).toHaveLength(15);
    for (const text of texts) expect(/^data: ([ -~]*)\n\n$/.exec(text)?.[1]).toHaveLength(BIG_VALUE);
    expect(textsOf('big', 10)).toHaveLength(1);
  });

  it('of mixed events end lines with CRLF: a comment, an id, a type, three data lines', () => {
    const texts = textsOf('mixed', MIB / 4);
    for (const text of texts) {
      expect(text).toMatch(/^: .*\r\nid: \d+\r\nevent: update\r\ndata: .*\r\ndata: .*\r\ndata: .*\r\n\r\n$/);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('of multibyte text have Cyrillic, Chinese, Japanese and emoji, in JSON', () => {
    const texts = textsOf('utf8', MIB / 4);
    for (const text of texts) JSON.parse(/^data: (.*)\n\n$/.exec(text)?.[1] ?? '');
    const all = texts.join('');
    for (const script of [
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /\p{Script=Katakana}/u,
      /\p{Emoji_Presentation}/u,
    ]) {
      expect(all).toMatch(script);
    }
    const ascii = [...all].filter((character) => character <= '\x7f').length;
    expect(ascii / joined(blocksOf('utf8', MIB / 4)).length).toBeLessThan(0.6);
  });

  it.each(STREAM_NAMES)('fill the size they are asked for with whole blocks: %s', (name) => {
    const { length } = joined(blocksOf(name, MIB));
    expect(length).toBeLessThanOrEqual(MIB);
    expect(length).toBeGreaterThan(MIB - BIG_VALUE - 10);
  });
});

describe('the way over the wire', () => {
  it('puts each part into a chunk of its own', () => {
    const wire = chunked(blocksOf('tiny', 18));
    expect(decoder.decode(wire.subarray(RESPONSE_HEAD.length))).toBe(
      '9\r\ndata: x\n\n\r\n9\r\ndata: x\n\n\r\n0\r\n\r\n',
    );
  });

  it('is cut into pieces of one size, which make the whole again', () => {
    const bytes = Uint8Array.from({ length: 10 }, (_, index) => index);
    const pieces = piecesOf(bytes, 4);
    expect(pieces.map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(joined(pieces)).toEqual(bytes);
  });
});

describe('the shapes', () => {
  it.each(SHAPES)('have the size they are asked for: $name', ({ pieces }) => {
    const size = 80_000;
    const { length } = joined(pieces(size));
    expect(Math.abs(length - size)).toBeLessThan(300);
  });

  it('hold what their names say', () => {
    const texts = SHAPES.map(({ pieces }) => decoder.decode(joined(pieces(800))));
    expect(texts[1]).toMatch(/^data: [^\r\n]{794}$/);
    expect(texts[3]).toMatch(/^: [^\r\n]{798}$/);
    expect(texts[4]).toMatch(/^(?:data: x\n\n)+data: x\r$/);
    expect(texts[5]).toMatch(/^(?:data: x\n){100}\n$/);
  });
});
