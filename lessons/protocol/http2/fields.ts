/**
 * What makes the fields of a message malformed, RFC 9113 8.2 and 8.3: names and values, fields that belong to a
 * connection, pseudo-header fields. Each is a stream error of type PROTOCOL_ERROR (8.1.1).
 */
import { streamError, type Fault } from './errors.ts';
import type { Field } from './hpack.ts';

/** What a field block is for. A promised request is judged as a request. */
export type FieldSection = 'request' | 'response' | 'trailers';

/** RFC 9113 8.3.1 and 8.3.2; `:protocol` is of RFC 8441 4. */
const PSEUDO: Readonly<Record<FieldSection, readonly string[]>> = {
  request: [':method', ':scheme', ':authority', ':path', ':protocol'],
  response: [':status'],
  trailers: [],
};

/** RFC 9113 8.2.2. */
export const CONNECTION_SPECIFIC = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];

const malformed = (text: string, rule: string): Fault => streamError('PROTOCOL_ERROR', text, rule);

/** The value of the first field with this name; null when there is none. */
export const fieldValue = (fields: readonly Field[], name: string): string | null =>
  fields.find((field) => field.name === name)?.value ?? null;

/** Everything that is wrong with the fields of a section, in their order; then what they lack. */
export function judgeFields(section: FieldSection, fields: readonly Field[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  let regular = false;
  for (const field of fields) {
    const pseudo = field.name.startsWith(':');
    const fault = pseudo ? judgePseudo(field.name, section, seen, regular) : judgeName(field.name);
    if (fault !== null) faults.push(fault);
    faults.push(...judgeValue(field), ...(pseudo ? [] : judgeConnectionSpecific(field, section)));
    regular ||= !pseudo;
    seen.add(field.name);
  }
  if (section === 'request') faults.push(...judgeRequest(fields));
  if (section === 'response') faults.push(...judgeResponse(fields));
  return faults;
}

function judgePseudo(
  name: string,
  section: FieldSection,
  seen: ReadonlySet<string>,
  regular: boolean,
): Fault | null {
  // "Pseudo-header fields MUST NOT appear in a trailer section."
  if (section === 'trailers')
    return malformed(`trailers have no pseudo-header field such as ${name}`, 'RFC 9113 8.1');
  if (!PSEUDO[section].includes(name))
    return malformed(`a ${section} has no pseudo-header field ${shown(name)}`, 'RFC 9113 8.3');
  if (seen.has(name)) return malformed(`${name} is there more than once`, 'RFC 9113 8.3');
  // "All pseudo-header fields MUST appear in a field block before all regular field lines."
  return regular ? malformed(`${name} comes after a regular field`, 'RFC 9113 8.3') : null;
}

/** RFC 9113 8.2.1: no character in 0x00-0x20, 0x41-0x5a, 0x7f-0xff, and no colon. */
function judgeName(name: string): Fault | null {
  if (/[A-Z]/.test(name)) return malformed(`a field name is in lower case: ${shown(name)}`, 'RFC 9113 8.2.1');
  if (/^[\x21-\x39\x3b-\x7e]+$/.test(name)) return null;
  return malformed(`${shown(name)} cannot be a field name`, 'RFC 9113 8.2.1');
}

function judgeValue({ name, value }: Field): Fault[] {
  const faults: Fault[] = [];
  const rule = 'RFC 9113 8.2.1';
  if (['\0', '\n', '\r'].some((character) => value.includes(character)))
    faults.push(malformed(`the value of ${shown(name)} holds NUL, LF or CR`, rule));
  if (/^[ \t]|[ \t]$/.test(value))
    faults.push(malformed(`the value of ${shown(name)} begins or ends with white space`, rule));
  return faults;
}

function judgeConnectionSpecific({ name, value }: Field, section: FieldSection): Fault[] {
  const rule = 'RFC 9113 8.2.2';
  if (CONNECTION_SPECIFIC.includes(name)) return [malformed(`HTTP/2 has no field ${name}`, rule)];
  // "The only exception to this is the TE header field, which MAY be present in an HTTP/2 request"
  if (name !== 'te' || (section === 'request' && value === 'trailers')) return [];
  return [malformed('TE is only for requests, and says trailers', rule)];
}

function judgeRequest(fields: readonly Field[]): Fault[] {
  const faults: Fault[] = [];
  const value = (name: string) => fieldValue(fields, name);
  const method = value(':method');
  // RFC 9113 8.5: "The :scheme and :path pseudo-header fields MUST be omitted." RFC 8441 4 wants them with :protocol.
  const tunnel = method === 'CONNECT' && value(':protocol') === null;
  if (method === null) faults.push(malformed('a request without :method', 'RFC 9113 8.3.1'));
  for (const name of [':scheme', ':path']) {
    if (tunnel && value(name) !== null) faults.push(malformed(`CONNECT with ${name}`, 'RFC 9113 8.5'));
    if (!tunnel && value(name) === null)
      faults.push(malformed(`a request without ${name}`, 'RFC 9113 8.3.1'));
  }
  if (tunnel && value(':authority') === null)
    faults.push(malformed('CONNECT without :authority', 'RFC 9113 8.5'));
  if (value(':path') === '' && /^https?$/.test(value(':scheme') ?? ''))
    faults.push(malformed('the :path of a request is not empty', 'RFC 9113 8.3.1'));
  return [...faults, ...judgeHost(value(':authority'), value('host'))];
}

/** RFC 9113 8.3.1: a Host field "that identifies an entity that differs from the entity in the :authority". */
function judgeHost(authority: string | null, host: string | null): Fault[] {
  if (authority === null || host === null || authority.toLowerCase() === host.toLowerCase()) return [];
  return [malformed('Host differs from :authority', 'RFC 9113 8.3.1')];
}

function judgeResponse(fields: readonly Field[]): Fault[] {
  const status = fieldValue(fields, ':status');
  if (status === null) return [malformed('a response without :status', 'RFC 9113 8.3.2')];
  // RFC 9110 15: a three-digit integer.
  return /^[1-9]\d\d$/.test(status)
    ? []
    : [malformed(`${shown(status)} is no status code`, 'RFC 9113 8.3.2')];
}

/** A text of the wire for a sentence: the first 40 characters, and none that cannot be seen. */
function shown(text: string): string {
  const visible = Array.from(text.slice(0, 40), (each) => (each > ' ' && each <= '~' ? each : '\u00b7')).join(
    '',
  );
  return `"${visible}${text.length > 40 ? '\u2026' : ''}"`;
}
