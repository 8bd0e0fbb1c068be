/**
 * Where polling becomes cheaper than an event stream: a table with numbers that the learner changes. What a block leaves
 * out has a usual value.
 */
import * as z from 'zod';
import { BREAK_EVEN_FIELDS, breakEvenRule, type BreakEvenField } from './break-even-fields.ts';
import type { Scenario } from './scenario.ts';

const number = (field: BreakEvenField) => {
  const { least, most, usual } = BREAK_EVEN_FIELDS[field];
  return z
    .int(breakEvenRule(field))
    .min(least, breakEvenRule(field))
    .max(most, breakEvenRule(field))
    .default(usual);
};

export const breakEvenSchema = z.preprocess(
  (value) => value ?? {},
  z.strictObject({
    rate: number('rate'),
    size: number('size'),
    poll: number('poll'),
    heartbeat: number('heartbeat'),
    clients: number('clients'),
  }),
);

/** Why such a table makes no sense beside a stream; null when it does. */
export const whyNoBreakEven = (scenario: Scenario | null): string | null =>
  scenario?.protocol === 'HTTP/2' ? 'break-even counts bytes of HTTP/1.1: it goes without HTTP/2' : null;
