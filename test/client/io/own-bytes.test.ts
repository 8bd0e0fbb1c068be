import { describe, expect, it } from 'vitest';
import { bytesOfFile, bytesOfText, MOST_BYTES } from '../../../client/io/own-bytes.ts';
import { bytesOf } from '../../lessons/protocol/wire.ts';

const file = (part: BlobPart, name = 'stream.txt') => new File([part], name);

describe('bytes of the learner’s own', () => {
  it('are those of a file, each of them', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(await bytesOfFile(file(bytes))).toEqual({ name: 'stream.txt', bytes });
  });

  it('are those of a text with the line ends that were chosen, whatever it had', () => {
    const text = 'é\na\r\nb\rc\n\n';
    expect(bytesOfText(text, 'LF')).toMatchObject({ bytes: bytesOf('é\na\nb\nc\n\n') });
    expect(bytesOfText(text, 'CRLF')).toMatchObject({ bytes: bytesOf('é\r\na\r\nb\r\nc\r\n\r\n') });
    expect(bytesOfText(text, 'CR')).toMatchObject({ bytes: bytesOf('é\ra\rb\rc\r\r') });
  });

  it('are refused when there are none', async () => {
    expect(await bytesOfFile(file(''))).toMatchObject({ what: 'stream.txt is empty.' });
    expect(bytesOfText('', 'LF')).toMatchObject({ what: 'the pasted text is empty.' });
  });

  it('are refused when there are too many, without reading them', async () => {
    const large = file('x');
    Object.defineProperty(large, 'size', { value: MOST_BYTES + 1 });
    Object.defineProperty(large, 'arrayBuffer', { value: () => Promise.reject(new Error('was read')) });
    expect(await bytesOfFile(large)).toMatchObject({
      what: 'stream.txt has 33554433 bytes: this page shows 33554432 at most.',
    });
    const text = '\n'.repeat(MOST_BYTES / 2 + 1);
    expect(bytesOfText(text, 'CRLF')).toMatchObject({
      what: 'the pasted text has 33554434 bytes: this page shows 33554432 at most.',
    });
  });

  it('are refused when they cannot be read, as those of a folder', async () => {
    const folder = file('x', 'folder');
    Object.defineProperty(folder, 'arrayBuffer', { value: () => Promise.reject(new Error('no')) });
    expect(await bytesOfFile(folder)).toMatchObject({ what: 'folder cannot be read.' });
  });
});
