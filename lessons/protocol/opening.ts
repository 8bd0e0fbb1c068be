/**
 * What an input is, told by its first bytes: which protocol it is in, and which side of the connection sent it. What is
 * neither HTTP/2, nor begins with `HTTP/`, nor with a request-line, is an event stream without HTTP around it.
 */
import { Capture, type Sender } from './capture.ts';
import { PREFACE } from './http2/preface.ts';
import { protocolOf, type Protocol } from './protocol.ts';

export interface Opening {
  readonly protocol: Protocol;
  readonly from: Sender;
}

/** A request-line that is longer than this is not waited for. */
const LONGEST = 8192;

/** RFC 9110 9.3, and RFC 5789: one of these and a space are enough. With any other method the whole line has to fit. */
const METHOD = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH) /;
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [^ \r\n]+ HTTP\/1\.\d\r?\n/;
const BEGIN_OF_REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]*(?: [^ \r\n]*(?: [HTP/1.\d]*\r?)?)?$/;
const RESPONSE = 'HTTP/';

/**
 * Judges the first bytes of an input; null while they do not tell. `as`: the protocol, where that is known already.
 * `over`: no more bytes will come.
 */
export function openingOf(bytes: Uint8Array, as: Protocol | null, over: boolean): Opening | null {
  if (as === 'event-stream') return { protocol: as, from: 'server' };
  const http2 = as === 'http1' ? NEVER : http2Opening(bytes, over);
  if (as === 'http2') return http2 === null ? null : { protocol: as, from: http2.from ?? broken(bytes) };
  if (http2 === null) return null;
  if (http2.from !== null) return { protocol: 'http2', from: http2.from };

  const http1 = http1Sender(bytes, over);
  if (http1 === 'undecided') return null;
  if (http1 !== null) return { protocol: 'http1', from: http1 };
  return { protocol: as ?? 'event-stream', from: 'server' };
}

const NEVER = { from: null };

/** Which side of an HTTP/2 connection sent bytes that begin as neither must: a preface is known by its first letters. */
const broken = (bytes: Uint8Array): Sender =>
  PREFACE.subarray(0, 3).every((byte, index) => byte === bytes[index]) ? 'client' : 'server';

/** Which side of an HTTP/2 connection begins like this: null in it for neither, null for it while that is not known. */
function http2Opening(bytes: Uint8Array, over: boolean): { readonly from: Sender | null } | null {
  let undecided = false;
  for (const from of ['client', 'server'] as const) {
    const capture = new Capture();
    capture.append({ connection: 1, from, at: 0, bytes: bytes.subarray(0, LONGEST), ending: null });
    const protocol = protocolOf(capture.connection(1), capture.length);
    if (protocol === 'http2') return { from };
    undecided ||= protocol === null && !over;
  }
  return undecided ? null : NEVER;
}

/** Which side of an HTTP/1.x connection begins like this; null for neither. */
function http1Sender(bytes: Uint8Array, over: boolean): Sender | 'undecided' | null {
  // RFC 9112 2.2: empty lines before a request-line are ignored.
  const whole = String.fromCharCode(...bytes.subarray(0, LONGEST));
  const text = whole.replace(/^[\r\n]+/, '');
  if (whole.startsWith(RESPONSE)) return 'server';
  if (METHOD.test(text) || REQUEST_LINE.test(text)) return 'client';
  const mayBe = RESPONSE.startsWith(whole) || BEGIN_OF_REQUEST_LINE.test(text);
  return mayBe && !over && bytes.length < LONGEST ? 'undecided' : null;
}
