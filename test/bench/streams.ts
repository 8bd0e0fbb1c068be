/**
 * The event streams that are measured, by name, and their ways over the wire. Each repeats blocks of one shape, and
 * is the same in every run.
 *
 *     llm    195 bytes a block: the JSON delta of a language model
 *     tiny   9 bytes a block: `data: x`
 *     big    one data line with a value of 64 KiB in each block
 *     mixed  CRLF; a comment, an id, a type and three data lines in each block
 *     utf8   JSON with Cyrillic, Chinese, Japanese and emoji
 */
export const STREAM_NAMES = ['llm', 'tiny', 'big', 'mixed', 'utf8'] as const;
export type StreamName = (typeof STREAM_NAMES)[number];

export const LLM_BLOCK = 195;
export const BIG_VALUE = 65_536;
export const MIB = 1 << 20;

const encoder = new TextEncoder();

const WORDS = [
  'the',
  ' stream',
  ' is',
  ' one',
  ' long',
  ' response',
  ',',
  ' and',
  ' each',
  ' event',
  ' ends',
  ' at',
  ' a blank line.',
];
const TEXTS = [
  'поток событий',
  'сервер пишет, браузер читает',
  '服务器发送事件',
  '一行一行地读',
  'イベントの流れ',
  'データ',
  '🦉📡',
  '👩‍💻 ✅',
];

const pick = (list: readonly string[], index: number): string => list[index % list.length] as string;

function llmBlock(index: number): string {
  const before = `data: {"id":"chatcmpl-9f2","object":"chat.completion.chunk","created":1700000000,"model":"m","n":${index % 10},"choices":[{"index":0,"delta":{"content":"`;
  const after = '"},"finish_reason":null}]}\n\n';
  const word = pick(WORDS, index * 7);
  return before + word.padEnd(LLM_BLOCK - before.length - after.length, '.') + after;
}

// prettier-ignore
const BLOCKS: Record<StreamName, (index: number) => string> = {
  llm: llmBlock,
  tiny: () => 'data: x\n\n',
  big: (index) => `data: ${pick(WORDS, index).padEnd(BIG_VALUE, 'abcdefghij klmnopqrst uvwxyz ')}\n\n`,
  mixed: (index) =>
    [`: block ${index}`, `id: ${index}`, 'event: update', `data: {"line":1,"of":${index}}`, `data: ${pick(WORDS, index)}`, 'data: third line', '', ''].join('\r\n'),
  utf8: (index) =>
    `data: {"choices":[{"delta":{"content":"${pick(TEXTS, index)} ${pick(TEXTS, index * 3 + 1)} ${pick(TEXTS, index * 5 + 2)}"}}]}\n\n`,
};

/** Whole blocks, as many as fit in `size` bytes; at least one. After 1 MiB the same come again. */
export function blocksOf(name: StreamName, size: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let distinct = 0;
  for (let used = 0; ;) {
    if (used < MIB) distinct = blocks.length + 1;
    const index = blocks.length % distinct;
    const block = blocks[index] ?? encoder.encode(BLOCKS[name](index));
    used += block.length;
    if (used > size && blocks.length > 0) return blocks;
    blocks.push(block);
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Pieces of `size` bytes, the last one perhaps shorter. They share the memory of `bytes`. */
export function piecesOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

export const RESPONSE_HEAD = encoder.encode(
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
);

/** A response in the chunked transfer coding: a chunk for each of the parts, and the last chunk. */
export function chunked(parts: readonly Uint8Array[]): Uint8Array {
  const lineEnd = encoder.encode('\r\n');
  const chunks = parts.flatMap((part) => [encoder.encode(`${part.length.toString(16)}\r\n`), part, lineEnd]);
  return joined([RESPONSE_HEAD, ...chunks, encoder.encode('0\r\n\r\n')]);
}
