/** The lines of an HTTP/1.1 message as regular expressions, RFC 9112 2 to 7, over text with one character per byte. */
import type { Head } from './messages.ts';

/** RFC 9110 5.6.2. */
export const TCHAR = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]";
const TOKEN = `${TCHAR}+`;
/** RFC 9110 5.6.4. */
export const QUOTED = '"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*"';
/** RFC 9112 7.1.1. */
const EXTENSION = `[ \\t]*;[ \\t]*${TOKEN}(?:[ \\t]*=[ \\t]*(?:${TOKEN}|${QUOTED}))?`;

/** What a line must be as a whole. The beginning of a line is one as long as some end of `sample` completes it. */
export interface Grammar {
  readonly whole: RegExp;
  readonly sample: string;
  readonly bareLf: boolean;
}
const grammar = (whole: string, sample: string, bareLf = true): Grammar => {
  return { whole: new RegExp(`^(?:${whole})$`), sample, bareLf };
};
export const STATUS_LINE = grammar('HTTP/1\\.[0-9] [1-9][0-9]{2}(?: [\\t -~\\x80-\\xff]*)?', 'HTTP/1.1 200');
export const REQUEST_LINE = grammar(`${TOKEN} [!-~\\x80-\\xff]+ HTTP/1\\.[0-9]`, 'A / HTTP/1.1');
const VALUE = '[^\\0\\r\\n]*';
export const RESPONSE_FIELD = grammar(`${TOKEN}[ \\t]*:${VALUE}`, 'a:');
export const REQUEST_FIELD = grammar(`${TOKEN}:${VALUE}`, 'a:');
export const FOLD = grammar(`[ \\t]${VALUE}`, ' ');
export const NOTHING = grammar('', '');
export const CHUNK_SIZE = grammar(`[0-9A-Fa-f]+(?:${EXTENSION})*`, '1;a="a"', false);
export const TRAILER = grammar(`${TOKEN}:${VALUE}`, 'a:', false);

/** Whether some end of `sample` makes `text` a whole. */
export function canBegin(text: string, whole: RegExp, sample: string): boolean {
  for (let from = 0; from < sample.length; from++) if (whole.test(text + sample.slice(from))) return true;
  return false;
}

/** Without SP and HTAB at both ends. */
export const trimmed = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');

/** Name and value of a field line. */
export function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [trimmed(line.slice(0, colon)), trimmed(line.slice(colon + 1))];
}

/** RFC 9110 5.6.1: the items of a list in all field lines of this name, in lower case, without the empty ones. */
export function listOf(head: Head, name: string): string[] {
  return head.fields
    .filter(([each]) => each.toLowerCase() === name)
    .flatMap(([, value]) => value.split(',').map((item) => trimmed(item).toLowerCase()))
    .filter((item) => item !== '');
}
