import { describe, expect, it } from 'vitest';
import { readGlossary } from '../../../lessons/catalog/glossary.ts';

const CHUNK = '## chunk\n\nA piece. It has a size.\n\n_RFC 9112 7.1_\n\n';
const BUFFER = '## data buffer\n\nWhere the values wait, see 9.2.\n\n_HTML 9.2.6_\n';

describe('a glossary', () => {
  it('has a term for each heading, with what it means and where that is said', () => {
    expect(readGlossary(`# Glossary\n\n${CHUNK}${BUFFER}`)).toEqual({
      entries: [
        { slug: 'chunk', term: 'chunk', meaning: 'A piece. It has a size.', source: 'RFC 9112 7.1' },
        {
          slug: 'data-buffer',
          term: 'data buffer',
          meaning: 'Where the values wait, see 9.2.',
          source: 'HTML 9.2.6',
        },
      ],
      mistakes: [],
    });
  });

  const ORDER = 'the terms are in the order of the alphabet, each once';
  const SENTENCES = 'what it means is one or two sentences';
  const PARTS = 'a term has one paragraph of text, and one in emphasis, its source';
  it.each([
    ['a term out of order', `${BUFFER}\n${CHUNK}`, 7, `chunk: ${ORDER}`],
    ['a term twice', CHUNK + CHUNK, 7, `chunk: ${ORDER}`],
    ['three sentences', CHUNK.replace('A piece.', 'A piece. Small.'), 1, `chunk: ${SENTENCES}`],
    ['no full stop', CHUNK.replace('size.', 'size'), 1, `chunk: ${SENTENCES}`],
    ['no source', CHUNK.replaceAll('_', ''), 1, `chunk: ${PARTS}`],
    ['no meaning', '## chunk\n\n_RFC 9112 7.1_\n', 1, `chunk: ${PARTS}`],
    ['more than that', `${CHUNK}And more.\n`, 1, `chunk: ${PARTS}`],
    ['a link in what it means', CHUNK.replace('A piece', 'A [piece](#a)'), 1, `chunk: ${PARTS}`],
  ])('has a mistake in %s', (_, text, line, rule) => {
    expect(readGlossary(text).mistakes).toEqual([{ line, rule }]);
  });
});
