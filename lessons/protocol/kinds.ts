/**
 * Every kind of token: what it is called on screen, in plain words, and the section of the standard that defines it.
 * Sections are written as in reasons; two that define it together are joined by a slash.
 */
import type { GroupKind, Kind, LeafKind } from './token.ts';

export interface KindWords {
  /** For example `chunk-size, hexadecimal`. */
  readonly name: string;
  /** For example `RFC 9112 7.1`. */
  readonly rule: string;
}

const is = (name: string, rule: string): KindWords => ({ name, rule });

const FORMAT = 'HTML 9.2.5/9.2.6';

const LEAVES: Readonly<Record<LeafKind, KindWords>> = {
  method: is('method', 'RFC 9112 3.1'),
  'request-target': is('request target', 'RFC 9112 3.2'),
  'http-version': is('HTTP version', 'RFC 9112 2.3'),
  'status-code': is('status code', 'RFC 9112 4'),
  'reason-phrase': is('reason phrase', 'RFC 9112 4'),
  space: is('space', 'RFC 9112 3/4'),
  'field-line-name': is('header field name', 'RFC 9112 5'),
  'field-line-colon': is('colon', 'RFC 9112 5'),
  'field-line-space': is('space', 'RFC 9112 5'),
  'field-line-value': is('header field value', 'RFC 9112 5'),
  'head-line-end': is('line end of the head', 'RFC 9112 2.2'),
  'head-end': is('blank line, end of the head', 'RFC 9112 2.1'),
  content: is('content', 'RFC 9110 6.4'),

  'chunk-size': is('chunk-size, hexadecimal', 'RFC 9112 7.1'),
  'chunk-ext': is('chunk extension', 'RFC 9112 7.1.1'),
  'chunk-size-end': is('CRLF after the chunk-size', 'RFC 9112 7.1'),
  'chunk-data-end': is('CRLF after the chunk-data', 'RFC 9112 7.1'),
  'last-chunk-size': is('last-chunk, size 0', 'RFC 9112 7.1'),
  'last-chunk-end': is('CRLF after the last-chunk', 'RFC 9112 7.1'),
  'trailer-line': is('trailer field', 'RFC 9112 7.1.2'),
  'body-end': is('end of the response', 'RFC 9112 7.1'),

  bom: is('byte order mark', FORMAT),
  'field-name': is('field name', FORMAT),
  colon: is('colon', FORMAT),
  'optional-space': is('optional space, not part of the value', FORMAT),
  'field-value': is('field value', FORMAT),
  comment: is('comment', FORMAT),
  'line-end': is('line end', 'HTML 9.2.5'),
  'blank-line': is('blank line', FORMAT),

  preface: is('connection preface', 'RFC 9113 3.4'),
  'frame-length': is('frame length', 'RFC 9113 4.1'),
  'frame-type': is('frame type', 'RFC 9113 4.1'),
  'frame-flags': is('frame flags', 'RFC 9113 4.1'),
  'frame-stream-id': is('stream identifier', 'RFC 9113 4.1'),
  'pad-length': is('length of the padding', 'RFC 9113 6.1'),
  padding: is('padding', 'RFC 9113 6.1'),
  'stream-dependency': is('stream dependency, out of use', 'RFC 9113 5.3.2'),
  weight: is('weight, out of use', 'RFC 9113 5.3.2'),
  'field-block-fragment': is('piece of a field block', 'RFC 9113 4.3'),
  'indexed-field': is('field from a table', 'RFC 7541 6.1'),
  'literal-field-indexed': is('field, added to the dynamic table', 'RFC 7541 6.2.1'),
  'literal-field': is('field, in no table', 'RFC 7541 6.2.2'),
  'literal-field-never-indexed': is('field, never to be in a table', 'RFC 7541 6.2.3'),
  'table-size-update': is('new size of the dynamic table', 'RFC 7541 6.3'),
  'error-code': is('error code', 'RFC 9113 7'),
  'setting-identifier': is('setting', 'RFC 9113 6.5.1'),
  'setting-value': is('value of the setting', 'RFC 9113 6.5.1'),
  'promised-stream-id': is('promised stream identifier', 'RFC 9113 6.6'),
  'ping-data': is('bytes of the PING', 'RFC 9113 6.7'),
  'last-stream-id': is('last stream identifier', 'RFC 9113 6.8'),
  'debug-data': is('debug data', 'RFC 9113 6.8'),
  'window-increment': is('window increment', 'RFC 9113 6.9'),
  'prioritized-stream-id': is('prioritized stream identifier', 'RFC 9218 7.1'),
  'priority-field-value': is('priority', 'RFC 9218 7.1'),
  opaque: is('not looked into', 'RFC 9113 5.5'),

  'ws-opcode': is('FIN bit and opcode', 'RFC 6455 5.2'),
  'ws-length': is('MASK bit and payload length', 'RFC 6455 5.2'),
  'masking-key': is('masking key', 'RFC 6455 5.3'),
  'ws-payload': is('payload data', 'RFC 6455 5.2'),
  'ws-masked-payload': is('payload data, masked', 'RFC 6455 5.3'),

  malformed: is('malformed', 'RFC 9110 2.4'),
  undecoded: is('not decoded', 'RFC 9110 2.3'),
  tunnel: is('not HTTP any more', 'RFC 9110 7.8/9.3.6'),
};

const GROUPS: Readonly<Record<GroupKind, KindWords>> = {
  request: is('request', 'RFC 9112 2.1'),
  response: is('response', 'RFC 9112 2.1'),
  'head-line': is('line of the head', 'RFC 9112 2.1'),
  chunk: is('chunk', 'RFC 9112 7.1'),
  'last-chunk': is('last-chunk', 'RFC 9112 7.1'),
  frame: is('frame', 'RFC 9113 4.1'),
  'ws-frame': is('WebSocket frame', 'RFC 6455 5.2'),
  line: is('line', 'HTML 9.2.5'),
  block: is('block, not dispatched', 'HTML 9.2.6'),
  event: is('event', 'HTML 9.2.6'),
  character: is('character', 'Encoding 8.1.1'),
};

export const KINDS: Readonly<Record<Kind, KindWords>> = { ...LEAVES, ...GROUPS };
