/** A proxy that buffers: content goes on only when so many bytes have come, or no more will. */
import { joined } from '../protocol/joined.ts';
import type { Act } from './act.ts';

/** What is held back is lost when the server resets; a proxy hands on what it has when the server ends. */
export function* buffered(acts: Iterable<Act>, size: number): Generator<Act> {
  let held: Uint8Array[] = [];
  let length = 0;
  for (const act of acts) {
    if (act.do === 'write') {
      held.push(act.bytes);
      length += act.bytes.length;
    }
    const release = length >= size || act.do === 'end' || act.do === 'cut';
    if (release && length > 0) {
      yield { do: 'write', bytes: joined(held) };
      held = [];
      length = 0;
    }
    if (act.do !== 'write') yield act;
  }
}
