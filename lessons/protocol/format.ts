/**
 * The event stream, HTML 9.2.5, the other way: fields to text. Nothing can be injected: what would end a line
 * early or be read differently is refused, and data is split at every line end a parser knows.
 */
import type { EventFields } from '../schema/scenario.ts';

const RULE = 'HTML 9.2.5';

/**
 * One block, with its blank line: the comment, then the fields in the order event, id, retry, data. `data` with
 * line ends becomes one data line for each of its lines, since a parser joins them with LF again. A space is written
 * after each colon, so that a space at the start of a value is kept; an empty value is written as nothing. A lone
 * surrogate is left as it is: it becomes U+FFFD when the text is encoded as UTF-8.
 *
 * Throws a RangeError that names the field and the rule when a line end is in `comment`, `event` or `id`,
 * U+0000 is in `id`, or `retry` is not a whole number from 0 on.
 */
export function formatEvent(fields: EventFields): string {
  const { comment, event, id, retry, data } = fields;
  const lines: string[] = [];
  if (comment !== undefined) lines.push(line('', oneLine('comment', comment)));
  if (event !== undefined) lines.push(line('event', oneLine('event', event)));
  if (id !== undefined) lines.push(line('id', withoutNull(oneLine('id', id))));
  if (retry !== undefined) lines.push(line('retry', digits(retry)));
  if (data !== undefined) lines.push(...data.split(/\r\n|\r|\n/).map((each) => line('data', each)));
  return lines.join('') + '\n';
}

const line = (name: string, value: string): string => (value === '' ? `${name}:\n` : `${name}: ${value}\n`);

function oneLine(name: string, value: string): string {
  if (!/[\r\n]/.test(value)) return value;
  throw new RangeError(`${name} must not hold a CR or LF: it would end the line (${RULE})`);
}

function withoutNull(id: string): string {
  if (!id.includes('\0')) return id;
  throw new RangeError('id must not hold U+0000: the parser would ignore the field (HTML 9.2.6)');
}

function digits(retry: number): string {
  if (Number.isSafeInteger(retry) && retry >= 0) return String(retry);
  throw new RangeError('retry must be a whole number from 0 on: only ASCII digits are read (HTML 9.2.6)');
}
