/** How texts begin. They may be megabytes long and lie in a hundred thousand pieces: no more is read than is shown. */
import type { Span } from '../../lessons/protocol/capture.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { EventBlock, Line } from '../../lessons/protocol/event-tokens.ts';
import { sizeOf } from '../../lessons/protocol/span.ts';
import { visible } from './wire/words.ts';

/** Bytes of a text that is shown in one line: more than fit beside each other. */
export const ONE_LINE = 400;

/** How a part of a line begins: `most` bytes of it at most. Nothing when the line has no such part. */
export function partOf(line: Line | null, kind: 'field-name' | 'field-value', most: number): Uint8Array {
  const part = line?.leaves().find((leaf) => leaf.kind === kind);
  return line && part ? line.axis.bytes(part.from, Math.min(part.to, part.from + most)) : new Uint8Array();
}

/** How the value of a line begins, as text; `…` stands for the rest. */
export function valueOf(line: Line | null, most = ONE_LINE): string {
  const bytes = partOf(line, 'field-value', most + 1);
  const cut = bytes.length > most;
  // Told that more will come, a decoder leaves out a character that is cut.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, most), { stream: cut });
  return cut ? `${text}…` : text;
}

/** How the data of a block begins, of the lines that have ended: so many lines and bytes at most. */
export function dataOf(dissection: Dissection, block: EventBlock, mostLines: number, most: number): string {
  const { lines } = block.stream;
  const from = lines.dataWithin(block.first);
  const count = lines.dataWithin(block.blank ?? lines.length) - from;
  const all = dissection.linesOf(block.message);
  const texts: string[] = [];
  let room = most;
  for (let index = 0; index < count; index++) {
    if (index === mostLines || room <= 0) return `${texts.join('\n')}…`;
    const text = valueOf(all.at(lines.dataLine(from + index)), room);
    texts.push(text);
    room -= text.length;
  }
  return texts.join('\n');
}

/** How the bytes of the spans begin, every control and invisible character escaped; `…` stands for the rest. */
export function opening(dissection: Dissection, spans: readonly Span[], most = ONE_LINE): string {
  const first = firstOf(spans, most);
  return visible(dissection.capture.bytes(first)) + (sizeOf(first) < sizeOf(spans) ? '…' : '');
}

/** The first `most` bytes of the spans. */
export function firstOf(spans: readonly Span[], most: number): Span[] {
  const first: Span[] = [];
  let room = most;
  for (const { start, end } of spans) {
    if (room <= 0) break;
    first.push({ start, end: Math.min(end, start + room) });
    room -= end - start;
  }
  return first;
}
