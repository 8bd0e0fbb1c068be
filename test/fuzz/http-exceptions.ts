/**
 * Where Node's HTTP parser is not RFC 9112: each row names one kind of part of a message, on which texts exactly the
 * two differ, and how. A difference that no row foresees is one to look at; and whatever Node says, the decoder
 * must say what the rule says, so that a row can hide nothing in the decoder.
 */
import { sameMessages, type MessageVerdict } from './messages.ts';
import { canBegin, listOf, QUOTED, TCHAR, trimmed } from './http-grammar.ts';
import type { Part, Step } from './http-rule.ts';
import { NODE_METHODS } from './node-parser.ts';

interface Row {
  readonly part: Part | readonly Part[];
  /**
   * `rejects` what the RFC accepts: Node's verdict ends there. `accepts` what the RFC rejects: the rule's verdict
   * ends there. `differs`: both accept it and read it in two ways. The messages before it are the same in any case.
   */
  readonly node: 'rejects' | 'accepts' | 'differs';
  /** The rule, and what Node does. */
  readonly reason: string;
  /** The smallest input that shows it. */
  readonly example: string;
  /** Whether only newer versions of Node do it; else 9.3, of Node 20, does it. */
  readonly newer?: boolean;
  readonly applies: (step: Step, previous: MessageVerdict | undefined) => boolean;
}

const NODE_STATUS_LINE = /^HTTP\/(?:0\.9|1\.[01]|2\.0) [0-9]{3}(?: [^\r\n]*)?$/;
const NODE_STATUS_LINE_CR_CR = /^HTTP\/(?:0\.9|1\.[01]|2\.0) [0-9]{3}(?: [^\r\n]*)?\r(?:\r|$)/;
const NODE_EXTENSIONS = new RegExp(`^[0-9A-Fa-f]+(?:;(?!$)${TCHAR}*(?:=${TCHAR}*(?:${QUOTED})?)?)*$`);
const NODE_TARGET = /^(?:[/*][!-~]*|[A-Za-z]+:\/\/[-\w.!~*'()%;:&=+$,[\]@]*(?:[/?][!-~]*)?)$/;
const NODE_REQUEST_LINE = /^[A-Z-]+ +[!-~]+ +(?:HTTP\/(?:0\.9|1\.[01]|2\.0)|RTSP\/\d\.\d)$/;
const NODE_REQUEST_LINE_0_9 = /^[A-Z-]+ +[!-~]+$/;
/** Node judges a version when it is complete. */
const NODE_VERSION_BEGUN = / HTTP\/[0-9]\.?$|^HTTP\/[0-9]\.?$/;
/** Newer versions of Node's parser, llhttp, have 9.4 or more. */
export const NODE_IS_NEWER = Number(/^\d+\.\d+/.exec(process.versions['llhttp'] ?? '')?.[0] ?? 0) >= 9.4;
/** A tab after the digits is whitespace to newer versions only. */
const NODE_LENGTH = NODE_IS_NEWER ? /^[ \t]*[0-9]+[ \t]*$/ : /^[ \t]*[0-9]+ *$/;
const INTERIM_WITHOUT_BODY = ['100', '101', '102', '103'];

const nameOf = (line: string): string => (/^[^:]*(?=:)/.exec(line)?.[0] ?? '').toLowerCase();
const valueOf = (line: string): string => line.slice(line.indexOf(':') + 1);
/** The values of the field lines before this one that have the name. */
const before = ({ head, lineEnd }: Step, name: string): string[] =>
  head.fields
    .slice(0, lineEnd === '' ? undefined : -1)
    .flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []));

/** Whether Node takes the line, or goes on reading it, when it is not complete. */
const accepts = ({ text, lineEnd }: Step, whole: RegExp, ...samples: string[]): boolean =>
  (lineEnd !== '\n' && whole.test(text)) ||
  (lineEnd === '' &&
    (NODE_VERSION_BEGUN.test(text) || samples.some((sample) => canBegin(text, whole, sample))));

export const NODE_EXCEPTIONS: readonly Row[] = [
  {
    part: 'empty-line',
    node: 'accepts',
    reason: 'RFC 9112 2.2 lets a server ignore empty lines. Node skips any CR and LF, in responses too.',
    example: '\r\nHTTP/1.1 200 OK\r\n\r\n',
    applies: () => true,
  },
  {
    part: ['status-line', 'request-line', 'field-line'],
    node: 'rejects',
    reason: 'RFC 9112 2.2 lets a recipient take a single LF as the end of a line of the head. Node does not.',
    example: 'HTTP/1.1 200 OK\n\r\n',
    applies: ({ lineEnd }) => lineEnd === '\n',
  },
  {
    part: ['status-line', 'request-line'],
    node: 'rejects',
    reason:
      'RFC 9110 6.2: a recipient reads a higher minor version as the highest it knows. Node knows 1.0 and 1.1.',
    example: 'GET / HTTP/1.2\r\n\r\n',
    applies: ({ text }) => /HTTP\/1\.[2-9]$|^HTTP\/1\.[2-9]/.test(text),
  },
  {
    part: 'status-line',
    node: 'accepts',
    reason:
      'RFC 9112 2.3 and 4: HTTP/1.x only, a status code from 100 on, no control characters in the reason phrase.',
    example: 'HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n',
    applies: (step) =>
      accepts(step, NODE_STATUS_LINE, 'HTTP/0.9 200', 'HTTP/2.0 200') ||
      NODE_STATUS_LINE_CR_CR.test(step.text),
  },
  {
    part: 'request-line',
    node: 'rejects',
    reason: 'RFC 9110 9.1: a method is any token. Node knows a list.',
    example: 'BREW / HTTP/1.1\r\n\r\n',
    applies: ({ text }) => {
      const method = text.split(' ', 1)[0] as string;
      return method === text
        ? !NODE_METHODS.some((each) => each.startsWith(method))
        : !NODE_METHODS.includes(method);
    },
  },
  {
    part: 'request-line',
    node: 'rejects',
    reason:
      'A request-target is taken here as any visible characters. Node wants "/", "*" or a scheme, and ASCII.',
    example: 'GET a HTTP/1.1\r\n\r\n',
    applies: ({ text }) => {
      const target = text.split(' ')[1];
      return target !== undefined && target !== '' && !NODE_TARGET.test(target);
    },
  },
  {
    part: 'request-line',
    node: 'accepts',
    reason: 'RFC 9112 3: one space between the parts, and then HTTP/1.x.',
    example: 'GET / HTTP/2.0\r\n\r\n',
    applies: (step) =>
      accepts(step, NODE_REQUEST_LINE, 'A / HTTP/0.9', 'A / HTTP/2.0') ||
      NODE_REQUEST_LINE_0_9.test(step.text),
  },
  {
    part: 'field-line',
    node: 'rejects',
    reason: 'RFC 9112 5.1: whitespace before the colon is taken away in a response. Node rejects it.',
    example: 'HTTP/1.1 200 OK\r\nA : b\r\n\r\n',
    applies: ({ text }) => /^[^:]+[ \t]/.test(text) && !/^[^: \t]+:/.test(text),
  },
  {
    part: 'field-line',
    node: 'rejects',
    reason: 'RFC 9112 5.2 lets a client join folded values. Node rejects them.',
    example: 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n',
    applies: ({ text }) => /^[ \t]/.test(text),
  },
  {
    part: ['field-line', 'trailer'],
    node: 'rejects',
    reason:
      'RFC 9110 5.5 lets a recipient keep control characters in a value, but for CR, LF and NUL. Node rejects them.',
    example: 'HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n',
    applies: ({ text }) => /[^\t -~\x80-\xff]/.test(text),
  },
  {
    part: 'field-line',
    node: 'rejects',
    reason:
      'RFC 9112 6.3: equal Content-Length values count as one, and none matters without a body. Node takes one, of digits.',
    example: 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx',
    applies: (step) =>
      nameOf(step.text) === 'content-length' &&
      (before(step, 'content-length').length > 0 ||
        !NODE_LENGTH.test(valueOf(step.text)) ||
        BigInt(valueOf(step.text)) >= 2n ** 64n),
  },
  {
    part: 'field-line',
    node: 'rejects',
    reason:
      'RFC 9112 6.3: the codings of all field lines count together. In a request Node wants none after chunked.',
    example: 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x',
    applies: (step) => {
      if (nameOf(step.text) !== 'transfer-encoding' || !step.head.start.includes(' ')) return false;
      const value = trimmed(valueOf(step.text));
      const items = [...before(step, 'transfer-encoding'), ...(value === '' ? [] : [value])]
        .join()
        .split(',');
      return items.slice(0, -1).some((item) => trimmed(item).toLowerCase() === 'chunked');
    },
  },
  {
    part: 'field-line',
    node: 'rejects',
    reason:
      'RFC 9112 6.3: Transfer-Encoding overrides Content-Length, which ought to be handled as an error.',
    example: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    applies: (step) =>
      nameOf(step.text) === 'transfer-encoding'
        ? before(step, 'content-length').length > 0
        : nameOf(step.text) === 'content-length' &&
          before(step, 'transfer-encoding').some((value) => value !== ''),
  },
  {
    part: 'field-line',
    node: 'rejects',
    reason:
      'RFC 9110 5.6.1: a list may be empty. Newer versions of Node reject a Transfer-Encoding without any coding.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n',
    newer: true,
    applies: ({ text, followed }) =>
      NODE_IS_NEWER && followed && nameOf(text) === 'transfer-encoding' && /^[ \t]*$/.test(valueOf(text)),
  },
  {
    part: 'field-line',
    node: 'differs',
    reason:
      'RFC 9110 5.5: whitespace after a value is no part of it. Node takes "chunked" and a tab for another coding.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n',
    applies: ({ text }) => nameOf(text) === 'transfer-encoding' && /\t *$/.test(text),
  },
  {
    part: 'head',
    node: 'accepts',
    reason:
      'RFC 9112 6.1 and 7.1: no Transfer-Encoding in HTTP/1.0, and chunked only once. Node reads such a body.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n',
    applies: ({ head }) => listOf(head, 'transfer-encoding').length > 0,
  },
  {
    part: 'head',
    node: 'accepts',
    reason:
      'RFC 9110 8.6: a Content-Length may be too large for a recipient, here from 2^53 on. Node counts to 2^64.',
    example: 'HTTP/1.1 200 OK\r\nContent-Length: 9007199254740992\r\n\r\n',
    applies: ({ head }) => Number(listOf(head, 'content-length')[0]) >= 2 ** 53,
  },
  {
    part: 'head',
    node: 'differs',
    reason: 'RFC 9110 15.2: no 1xx response has a body. Node knows that of 100 to 103.',
    example: 'HTTP/1.1 199 OK\r\nContent-Length: 1\r\n\r\nx',
    applies: ({ head: { start } }) => /^1[0-9][0-9]$/.test(start) && !INTERIM_WITHOUT_BODY.includes(start),
  },
  {
    part: 'head',
    node: 'differs',
    reason: 'RFC 9110 5.6.1: empty items of a list are ignored. Node takes "chunked," for another coding.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n',
    applies: ({ head }) =>
      head.fields.some(
        ([name, value]) => name.toLowerCase() === 'transfer-encoding' && /,[ \t]*$/.test(value),
      ),
  },
  {
    part: 'next',
    node: 'differs',
    reason:
      'RFC 9110 15.2.2: after 101 the connection carries another protocol. Node stops, a decoder may read on.',
    example: 'HTTP/1.1 101 OK\r\n\r\nx',
    applies: ({ head: { start } }) => start === '101',
  },
  {
    part: 'next',
    node: 'rejects',
    reason: 'RFC 9112 9.3: no message comes after the last. Node rejects it, a decoder may read on.',
    example: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    applies: (step, previous) => !persistsInNode(step, previous) && /[^\r\n]/.test(step.text),
  },
  {
    part: 'next',
    node: 'accepts',
    reason:
      'RFC 9112 9.3: nothing comes after the last message, and close ends it. Node lets CR and LF pass, and keep-alive.',
    example: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n\r\n',
    applies: (step, previous) => !/[^\r\n]/.test(step.text) || persistsInNode(step, previous),
  },
  {
    part: 'chunk-size',
    node: 'rejects',
    reason: 'RFC 9112 7.1.1: bad whitespace is part of the grammar of chunk extensions. Node rejects it.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;a = b\r\n\r\n',
    applies: ({ text }) => /^[^"]*?[ \t]/.test(text.replace(/"(?:[^"\\]|\\.)*"?/g, '')),
  },
  {
    part: 'chunk-size',
    node: 'accepts',
    reason:
      'RFC 9112 7.1.1: an extension has a name, and a value after "=" that is a token or one quoted string.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;a=\r\n\r\n',
    applies: (step) => accepts(step, NODE_EXTENSIONS, '1;a="a"'),
  },
  {
    part: 'bound',
    node: 'accepts',
    reason: 'A recipient bounds what it reads (RFC 9112 2.2, 7.1). The bounds of Node are other ones.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n00000000000000000\r\n\r\n',
    applies: () => true,
  },
  {
    part: 'trailer',
    node: 'rejects',
    reason:
      'RFC 9110 6.5.1: a trailer field has nothing to do with framing. Node rejects Content-Length there.',
    example: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n\r\n',
    applies: ({ text }) => nameOf(text) === 'content-length',
  },
  {
    part: 'trailer',
    node: 'differs',
    reason:
      'RFC 9110 6.5.1: a trailer field has nothing to do with framing. Node obeys Transfer-Encoding there.',
    example: 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTransfer-Encoding: x\r\n\r\n',
    applies: ({ text }) => nameOf(text) === 'transfer-encoding',
  },
];

/** Whether Node expects one more message: it counts the trailer fields too, and interim responses. */
function persistsInNode({ head }: Step, previous: MessageVerdict | undefined): boolean {
  const all = { ...head, fields: [...head.fields, ...(previous?.trailers ?? [])] };
  const options = listOf(all, 'connection');
  return head.version === '1.0' ? options.includes('keep-alive') : !options.includes('close');
}

/**
 * Whether the table foresees that Node says this where the rule says that: the first row that applies to a step
 * decides. Gives its reason; null when no row applies, or Node does not do what the row says.
 */
export function foreseen(
  node: readonly MessageVerdict[],
  rule: readonly MessageVerdict[],
  steps: readonly Step[],
): string | null {
  for (const step of steps) {
    const previous = rule[step.message - 1];
    const row = NODE_EXCEPTIONS.find(
      (each) =>
        (typeof each.part === 'string' ? each.part === step.part : each.part.includes(step.part)) &&
        (each.node === 'accepts') === !step.valid &&
        each.applies(step, previous),
    );
    if (row !== undefined) return holds(row, step, node, rule) ? row.reason : null;
  }
  return null;
}

function holds(
  row: Row,
  { message, content }: Step,
  node: readonly MessageVerdict[],
  rule: readonly MessageVerdict[],
): boolean {
  if (!sameMessages(node.slice(0, message), rule.slice(0, message))) return false;
  if (row.node === 'accepts') return rule.length === message + 1 && rule[message]?.end === 'malformed';
  if (row.node === 'differs') return true;
  return (
    node.length === message + 1 &&
    node[message]?.end === 'malformed' &&
    node[message].content === (rule[message]?.content ?? '').slice(0, content)
  );
}
