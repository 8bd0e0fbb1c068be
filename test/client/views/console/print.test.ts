/** What the console writes to its terminal: nothing that was captured is obeyed by it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Piece } from '../../../../client/state/transcript.ts';
import { printed, spoken } from '../../../../client/views/console/print.ts';
import { bytesOf } from '../../../lessons/protocol/wire.ts';

const piece = (from: Piece['from'], bytes: Parameters<typeof bytesOf>[0], continues = false): Piece => ({
  from,
  connection: 1,
  bytes: bytesOf(bytes),
  continues,
});

/** Without the colours, which are ours. */
// eslint-disable-next-line no-control-regex
const plain = (text: string) => text.replace(/\x1b\[\d+m/g, '');

describe('a piece of the transcript', () => {
  it('begins a line with a sign of its own, unless it goes on', () => {
    expect(plain(printed(piece('client', 'GET / HTTP/1.0\r\n')))).toBe('\r\n→ GET / HTTP/1.0\\r\\n');
    expect(plain(printed(piece('server', 'data: a\n')))).toBe('\r\n← data: a\\n');
    expect(plain(printed(piece('server', 'b\n', true)))).toBe('b\\n');
    expect(plain(printed(piece(null, 'connection 1 opened')))).toBe('\r\n· connection 1 opened');
  });

  it('tells sent from received in words, too', () => {
    expect(spoken(piece('client', 'hello\n'))).toBe('sent hello\\n');
    expect(spoken(piece('server', [0x1b, '[2J']))).toBe('received \\x1b[2J');
  });

  it('holds no control character, whatever was captured', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, continues) => {
        const text = plain(printed(piece('server', bytes, continues)));
        expect(text.replace(/^\r\n/, '')).not.toMatch(/\p{C}/u);
      }),
    );
  });
});
