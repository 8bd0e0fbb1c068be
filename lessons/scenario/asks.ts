/** What the head of an answer asks of those between server and client who would hold its content back. */
import type { Answer } from '../schema/scenario.ts';

type Head = { readonly fields?: Answer['fields'] | undefined };

const says = ({ fields = [] }: Head, field: string, value: RegExp): boolean =>
  fields.some((each) => each.name.toLowerCase() === field && value.test(each.value));

/** Of a proxy, as nginx understands it. */
export const asksNotToBuffer = (head: Head): boolean => says(head, 'x-accel-buffering', /^no$/i);

/** Of a compressor, among others (RFC 9111 5.2.2.6). */
export const asksNotToTransform = (head: Head): boolean =>
  says(head, 'cache-control', /(?:^|,)\s*no-transform\s*(?:,|$)/i);
