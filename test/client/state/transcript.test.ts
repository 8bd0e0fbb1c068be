/** What a console prints: whole lines where it can, and never more than can be printed. */
import { describe, expect, it } from 'vitest';
import { Transcript } from '../../../client/state/transcript.ts';
import { bytesOf, latin1 } from '../../lessons/protocol/wire.ts';

const told = (transcript: Transcript, from = 0) =>
  transcript.since(from).map((piece) => `${piece.continues ? '+' : ''}${piece.from}: ${latin1(piece.bytes)}`);

describe('a transcript', () => {
  it('has a piece for each line, and goes on where the same sender stopped', () => {
    const transcript = new Transcript();
    transcript.add('client', 1, bytesOf('GET / HTTP/1.0\r\n\r\n'));
    transcript.add('server', 1, bytesOf('HTTP/1.0 200 OK\r\nA: '));
    transcript.add('server', 1, bytesOf('b\r'));
    transcript.add('server', 1, bytesOf('\n'));
    transcript.add('server', 2, bytesOf('x'));
    transcript.add('client', 2, bytesOf('y'));
    transcript.say('over');
    transcript.add('client', 2, bytesOf('z\n'));
    expect(told(transcript)).toEqual([
      'client: GET / HTTP/1.0\r\n',
      'client: \r\n',
      'server: HTTP/1.0 200 OK\r\n',
      'server: A: ',
      '+server: b\r',
      '+server: \n',
      'server: x',
      'client: y',
      'null: over',
      'client: z\n',
    ]);
    expect(told(transcript, 8)).toEqual(['null: over', 'client: z\n']);
  });

  it('says how much came too fast to be printed, and keeps what was typed', () => {
    const transcript = new Transcript();
    for (let count = 0; count < 5; count += 1) transcript.add('server', 1, new Uint8Array(4000).fill(0x61));
    transcript.add('client', 1, bytesOf('typed\n'));
    transcript.flush();
    expect(told(transcript).slice(-2)).toEqual([
      'client: typed\n',
      'null: 11,808 more bytes: the Wire shows them',
    ]);
    transcript.flush();
    transcript.add('server', 1, bytesOf('again\n'));
    expect(told(transcript).at(-1)).toBe('server: again\n');
  });

  it('keeps the newest pieces alone, and still counts them all', () => {
    const transcript = new Transcript();
    for (let count = 0; count < 10_000; count += 1) transcript.say(String(count));
    expect(transcript.length).toBe(10_000);
    expect(told(transcript, 9_998)).toEqual(['null: 9998', 'null: 9999']);
    expect(transcript.since(0).length).toBeLessThanOrEqual(2000);
    expect(told(transcript).at(-1)).toBe('null: 9999');
  });
});
