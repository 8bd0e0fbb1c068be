/** A proxy that buffers: content goes on only when so many bytes have come, or no more will. */
import type { Act } from './act.ts';

/** What is held back is lost when the server resets; a proxy hands on what it has when the server ends. */
export function* buffered(acts: Iterable<Act>, size: number): Generator<Act> {
  let held: Uint8Array[] = [];
  let length = 0;
  const release = (): Act => {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const each of held) {
      bytes.set(each, at);
      at += each.length;
    }
    held = [];
    length = 0;
    return { do: 'write', bytes };
  };
  for (const act of acts) {
    if (act.do === 'write') {
      held.push(act.bytes);
      length += act.bytes.length;
      if (length >= size) yield release();
      continue;
    }
    if (length > 0 && (act.do === 'end' || act.do === 'cut')) yield release();
    yield act;
  }
}
