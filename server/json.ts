/**
 * JSON from outside: what `JSON.parse` makes of it, or where it stops being JSON (RFC 8259), which `JSON.parse` does
 * not always say. Nesting costs no stack, however deep.
 */

export type Parsed = { readonly value: unknown } | { readonly malformed: string };

export function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { malformed: describe(text, whereJsonBreaks(text)) };
  }
}

function describe(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const found =
    offset < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0)) : 'the end';
  return `it stops being JSON at line ${line}, column ${column} (offset ${offset}), where ${found} is`;
}

const SPACE = /[ \t\n\r]*/y;
// RFC 8259 7: all but the quotation mark, the backslash and the control characters below the space.
const UNESCAPED = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Offset of the first token that cannot stand where it stands; the length of `text` when only more is missing. */
function whereJsonBreaks(text: string): number {
  /** What closes each array and object that is open. */
  const open: ('}' | ']')[] = [];
  let expected: 'value' | 'value or close' | 'name' | 'name or close' | 'colon' | 'comma or close' = 'value';
  let at = 0;

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };

  /** Past the string that begins at `at`; false with `at` on what is wrong in it. */
  const skipString = (): boolean => {
    at += 1;
    do skip(UNESCAPED);
    while (skip(ESCAPE));
    if (text[at] !== '"') return false;
    at += 1;
    return true;
  };

  for (;;) {
    skip(SPACE);
    const character = text[at];
    const closes = expected.endsWith('close') && character !== undefined && character === open.at(-1);
    if (closes) {
      open.pop();
      at += 1;
      expected = 'comma or close';
    } else if (expected === 'colon') {
      if (character !== ':') return at;
      at += 1;
      expected = 'value';
    } else if (expected === 'comma or close') {
      if (character !== ',' || open.length === 0) return at;
      at += 1;
      expected = open.at(-1) === '}' ? 'name' : 'value';
    } else if (expected.startsWith('name')) {
      if (character !== '"' || !skipString()) return at;
      expected = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
      at += 1;
      expected = character === '{' ? 'name or close' : 'value or close';
    } else {
      if (!(character === '"' ? skipString() : skip(SCALAR))) return at;
      expected = 'comma or close';
    }
  }
}
