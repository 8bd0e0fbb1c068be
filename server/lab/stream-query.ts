/**
 * `GET /stream?...` of the lab: a scenario in an address, for curl and for other people's tools. The table below is the
 * parser, the answer to a wrong parameter, and the list on the lab's page.
 */
import * as z from 'zod';
import { SCENARIO_BOUNDS, scenarioSchema, type Scenario } from '../../lessons/schema/scenario.ts';
import type { Problem } from '../contract.ts';
import { problem } from '../problem.ts';
import type { InputError } from '../../lessons/schema/issues.ts';

const B = SCENARIO_BOUNDS;

interface Parameter {
  readonly schema: z.ZodType;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** What holds without it. */
  readonly standard: string;
  readonly does: string;
}

const number = (least: number, most: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most));

const range = (least: number, most: number, unit = '') =>
  `a whole number from ${least} to ${most}${unit && ` ${unit}`}`;

const ms = (least: number, most: number, standard: string, does: string): Parameter => ({
  schema: number(least, most),
  allowed: range(least, most, 'milliseconds'),
  standard,
  does,
});

const oneOf = (names: readonly [string, ...string[]], standard: string, does: string): Parameter => ({
  schema: z.enum(names),
  allowed: names.join(', '),
  standard,
  does,
});

const anyText = (standard: string, does: string): Parameter => ({
  schema: z.string().max(B.text),
  allowed: `text of at most ${B.text} characters`,
  standard,
  does,
});

export const STREAM_PARAMETERS = {
  count: {
    schema: number(0, B.times),
    allowed: range(0, B.times),
    standard: 'without end',
    does: 'how many events',
  },
  every: ms(0, B.wait, '1000', 'time from one event to the next'),
  event: anyText('none', 'the event type; may hold {n}'),
  data: anyText('event {n}', 'the data; {n} is the number of the event, {time} the time'),
  id: {
    schema: number(0, Number.MAX_SAFE_INTEGER - B.times),
    allowed: range(0, Number.MAX_SAFE_INTEGER - B.times),
    standard: 'no ids',
    does: 'the number, and id, of the first event; a reconnection goes on after its Last-Event-ID',
  },
  retry: ms(0, B.retry, 'none', 'the reconnection time, before the first event'),
  heartbeat: ms(10, B.wait, 'none', 'a comment whenever nothing was written for so long'),
  eol: oneOf(['lf', 'cr', 'crlf', 'mixed'], 'lf', 'what ends the lines'),
  bom: oneOf(['0', '1'], '0', 'a byte order mark before the first byte'),
  split: {
    schema: number(1, B.buffer),
    allowed: range(1, B.buffer, 'bytes'),
    standard: 'one write for each event',
    does: 'most bytes in one write',
  },
  gap: ms(0, B.wait, '0', 'time between the pieces of a split'),
  framing: oneOf(
    ['chunked', 'length', 'close'],
    'chunked',
    'how the end of the content is told, on HTTP/1.1',
  ),
  end: oneOf(['end', 'hold', 'cut', 'reset'], 'end', 'what follows the last event'),
  status: { schema: number(200, 599), allowed: range(200, 599), standard: '200', does: 'the status code' },
  type: {
    schema: z.string().max(B.value),
    allowed: `a field value of at most ${B.value} characters; empty for none`,
    standard: 'text/event-stream',
    does: 'the Content-Type',
  },
  gzip: oneOf(
    ['none', 'hold', 'flush'],
    'none',
    'compression, for a client that accepts gzip; hold keeps events back',
  ),
  delay: ms(0, B.wait, '0', 'time before the head'),
} as const satisfies Record<string, Parameter>;

type Name = keyof typeof STREAM_PARAMETERS;
const isName = (name: string): name is Name => Object.hasOwn(STREAM_PARAMETERS, name);

/** The scenario that a query asks for; or 400, with each parameter that is unknown or impossible and what is allowed. */
export function readStreamQuery(query: URLSearchParams): Scenario | Problem {
  const values: Partial<Record<Name, unknown>> = {};
  const errors: InputError[] = [];
  const wrong = (name: string, rule: string) => errors.push({ path: `/${name}`, rule });
  for (const name of new Set(query.keys())) {
    const [text = '', ...more] = query.getAll(name);
    if (!isName(name)) {
      wrong(name, `unknown parameter: it is one of ${Object.keys(STREAM_PARAMETERS).join(', ')}`);
    } else if (more.length > 0) {
      wrong(name, 'is given more than once');
    } else {
      const { schema, allowed }: Parameter = STREAM_PARAMETERS[name];
      const read = schema.safeParse(text);
      if (read.success) values[name] = read.data;
      else wrong(name, `${JSON.stringify(text.slice(0, 100))} is not allowed: it is ${allowed}`);
    }
  }
  if (errors.length > 0) return refused(errors);
  const scenario = scenarioSchema.safeParse(asScenario(values));
  if (scenario.success) return scenario.data;
  return refused(
    scenario.error.issues.map(({ path, message }) => ({ path: `/${parameterAt(path)}`, rule: message })),
  );
}

function asScenario(values: Partial<Record<Name, unknown>>): unknown {
  const { count, every, event, data, id, retry, eol, bom, split, gap, end, gzip, framing, ...same } = values;
  const fields = {
    ...(event !== undefined && event !== '' && { event }),
    ...(id !== undefined && { id: '{n}' }),
    data: data ?? 'event {n}',
  };
  return {
    ...same,
    ...(framing !== undefined && { framing }),
    ...(eol !== undefined && { lineEnd: eol }),
    ...(bom === '1' && { bom: true }),
    ...(split !== undefined && { split: { bytes: split, gap: gap ?? 0 } }),
    ...(gzip !== undefined && gzip !== 'none' && { gzip }),
    ...(id !== undefined && { resume: true }),
    steps: [
      ...(retry === undefined ? [] : [{ event: { retry } }]),
      ...(count === 0
        ? []
        : [{ repeat: { times: count, every: every ?? 1000, from: id ?? 1, steps: [{ event: fields }] } }]),
    ],
    then: end ?? 'end',
  };
}

/** The parameter that stands for a place in the scenario. */
function parameterAt(path: readonly PropertyKey[]): string {
  const names = path.filter((key) => typeof key === 'string');
  const others: Record<string, Name> = {
    lineEnd: 'eol',
    bytes: 'split',
    then: 'end',
  };
  const last = names.at(-1) ?? '';
  // What is wrong with all steps is wrong with the one repeat that they are.
  return last === 'steps' && names.length === 1 ? 'count' : (others[last] ?? last);
}

function refused(errors: readonly InputError[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return problem(400, `${first?.path.slice(1) ?? ''}: ${first?.rule ?? ''}${more}.`, errors);
}
