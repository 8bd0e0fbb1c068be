import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../lessons/protocol/kinds.ts';

describe('the words for the kinds of tokens', () => {
  it('name the section of a standard that defines each', () => {
    const section = String.raw`[1-9]\d*(\.[1-9]\d*)*`;
    const rule = new RegExp(`^(RFC \\d{4}|HTML|Encoding) ${section}(/${section})*$`);
    const others = Object.entries(KINDS).filter(([, words]) => !rule.test(words.rule));
    expect(others).toEqual([]);
  });

  it('are short and plain, and do not name two kinds of one layer alike', () => {
    const names = Object.entries(KINDS).map(([kind, { name }]) => ({ kind, name }));
    for (const { name } of names) expect(name).toMatch(/^[A-Za-z][A-Za-z\d ,-]{3,40}$/);
    const alike = names.filter(({ name }) => names.filter((other) => other.name === name).length > 1);
    expect(alike.map(({ kind }) => kind)).toEqual(['space', 'field-line-colon', 'field-line-space', 'colon']);
  });
});
