/** What is wrong with an input: where, and which rule it breaks. */
import type * as z from 'zod';

export interface InputError {
  /** JSON Pointer (RFC 6901) to the wrong place, such as `/steps/3/event/data`; empty for the whole input. */
  readonly path: string;
  /** The rule, in words. */
  readonly rule: string;
}

const escape = (key: PropertyKey) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

export function inputErrors(error: z.ZodError): InputError[] {
  return error.issues.map((issue) => ({
    path: issue.path.map((key) => `/${escape(key)}`).join(''),
    rule: issue.message,
  }));
}
