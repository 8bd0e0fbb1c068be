/** YAML as a person would write it: a line for each thing that is said. */

export const list = (name: string, items: readonly unknown[]): string =>
  items.length === 0 ? `${name}: []\n` : `${name}:\n${items.map((item) => `  - ${flow(item)}\n`).join('')}`;

/** Characters of a line that the page has room for. */
const LINE = 60;

export function entry(name: string, value: unknown): string {
  const line = `${name}: ${flow(value)}\n`;
  if (line.length <= LINE || typeof value !== 'object' || value === null || Array.isArray(value)) return line;
  const inner = Object.entries(value).filter(([, each]) => each !== undefined);
  return `${name}:\n${inner.map(([key, each]) => `  ${flow(key)}: ${flow(each)}\n`).join('')}`;
}

/** YAML's flow style, which is JSON without the quotes that nobody needs. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).filter(([, each]) => each !== undefined);
    if (pairs.length === 0) return '{}';
    return `{ ${pairs.map(([name, each]) => `${flow(name)}: ${flow(each)}`).join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return isPlain(value) ? value : IN_SINGLE_QUOTES.test(value) ? `'${value}'` : JSON.stringify(value);
}

/** Text with double quotes, such as JSON, that single quotes hold as it stands. */
const IN_SINGLE_QUOTES = /^[ -&(-~]*"[ -&(-~]*$/;

/** Whether YAML takes a bare word for text, and not for a number, a truth value or nothing. */
const isPlain = (text: string): boolean =>
  /^[A-Za-z][\w/.-]*(?: [A-Za-z][\w/.-]*)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
