/** What to do about an input that is not what was on the wire: curl shows some responses otherwise than they came. */
import type { Reading } from './reading.ts';

const FRAMES_GONE =
  'curl writes this first line for HTTP/2 and HTTP/3, without their frames: with --http1.1 it shows what is sent';
const CHUNKS_GONE = 'curl has taken the chunk framing away, but not from the head: ask it with --raw';
const HEAD_GONE = 'this looks like chunks without a head: ask curl with -i as well';

const OPENING = 64;

/** Null when nothing comes to mind. */
export function adviceFor({ dissection, opening }: Reading): string | null {
  if (dissection === null || opening?.from !== 'server' || opening.protocol === 'http2') return null;
  const { capture } = dissection;
  const first = Buffer.from(capture.bytes({ start: 0, end: OPENING })).toString('latin1');
  if (opening.protocol === 'event-stream') return /^[\da-f]+(;[^\r\n]*)?\r\n/i.test(first) ? HEAD_GONE : null;
  if (/^HTTP\/[23] /.test(first)) return FRAMES_GONE;
  const { leaf, message } = dissection.at(capture.length - 1);
  const withoutChunks =
    leaf?.layer === 'chunked' && leaf.kind === 'malformed' && message?.content?.length === 0;
  return withoutChunks ? CHUNKS_GONE : null;
}
