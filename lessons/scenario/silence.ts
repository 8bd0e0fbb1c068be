/**
 * What becomes of silence: a heartbeat, which is a comment (HTML 9.2.7), before the next act; or the end of the connection,
 * where a proxy has waited long enough.
 */
import { encodeUtf8 } from '../protocol/utf8.ts';
import type { Act } from './act.ts';

export const HEARTBEAT = encodeUtf8(': heartbeat\n\n');
const LF = 0x0a;
const CR = 0x0d;

/** `heartbeat` and `idle` are milliseconds of silence; Infinity for never. */
export function* unlessSilent(acts: Iterable<Act>, heartbeat: number, idle: number): Generator<Act> {
  let silence = 0;
  /** Since the last heartbeat that fell due, written or not. */
  let sinceBeat = 0;
  /** A comment in the middle of a line would become a part of it. */
  let lineBegins = true;

  for (const act of acts) {
    if (act.do === 'write' || act.do === 'raw') {
      const last = act.bytes.at(-1);
      lineBegins = last === LF || last === CR;
      silence = sinceBeat = 0;
    }
    let left = act.do === 'hold' ? Infinity : act.do === 'wait' ? act.ms : 0;
    while (left > 0) {
      const next = Math.min(left, heartbeat - sinceBeat, idle - silence);
      if (next === Infinity) break;
      yield { do: 'wait', ms: next };
      left -= next;
      silence += next;
      sinceBeat += next;
      if (sinceBeat === heartbeat) {
        sinceBeat = 0;
        if (lineBegins) {
          yield { do: 'write', bytes: HEARTBEAT };
          silence = 0;
        }
      }
      if (silence === idle) {
        yield { do: 'cut' };
        return;
      }
    }
    if (act.do !== 'wait') yield act;
  }
}
