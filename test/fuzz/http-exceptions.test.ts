import { describe, expect, it } from 'vitest';
import { httpContest } from './contest.ts';
import { foreseen, NODE_EXCEPTIONS } from './http-exceptions.ts';
import { messagesByRule, type Choices } from './http-rule.ts';
import { sameMessages, type HttpSample, type MessageVerdict } from './messages.ts';
import { messagesByNode } from './node-parser.ts';
import { CHOICES } from './subject.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const http = (text: string, kind: HttpSample['kind'] = text.startsWith('HTTP') ? 'response' : 'request') => {
  return { kind, bytes: bytesOf(text), cuts: [], heads: [], closed: true } satisfies HttpSample;
};

describe('the exceptions of Node', () => {
  const choices = [true, false].map((readsOn): Choices => {
    return { ...CHOICES, readsOnAfterLast: readsOn, readsOnAfterSwitch: readsOn };
  });

  it.each(NODE_EXCEPTIONS)('are each needed: $reason', ({ example, reason, newer }) => {
    const sample = http(example, /^[A-Z]+ /.test(example) ? 'request' : 'response');
    const node = messagesByNode(sample);
    const reasons = choices.map((each) => {
      const { messages, steps } = messagesByRule(sample, each);
      return sameMessages(node, messages) ? null : foreseen(node, messages, steps);
    });
    // A version that is newer still may have mended it.
    if (process.versions['llhttp'] === (newer ? '9.4.3' : '9.3.1')) expect(reasons).toContain(reason);
    expect(httpContest().judge(sample)).toMatchObject({ agree: true });
  });

  it('cover nothing else: a verdict that no row foresees is a difference', () => {
    const sample = http('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
    const { messages, steps } = messagesByRule(sample, CHOICES);
    const other = messages.map((message): MessageVerdict => ({ ...message, content: 'ho' }));
    expect(foreseen(other, messages, steps)).toBe(null);
  });

  it('do not cover what comes before them', () => {
    const sample = http('GET /a HTTP/1.1\r\n\r\nBREW / HTTP/1.1\r\n\r\n');
    const { messages, steps } = messagesByRule(sample, CHOICES);
    const node = messagesByNode(sample);
    expect(foreseen(node, messages, steps)).toContain('a method is any token');
    expect(foreseen(node.slice(1), messages, steps)).toBe(null);
  });
});
