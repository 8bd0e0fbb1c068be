/**
 * A scenario: what the lab server is to write, and when. Data, not code. This schema is the only judge of one,
 * wherever it comes from: a lesson, the page, a request to the server. What does not fit together is refused here,
 * with the rule, so that the lab plays whatever has passed.
 */
import * as z from 'zod';
import { CONNECTION_SPECIFIC } from '../protocol/http2/fields.ts';
import { deliverSchema, DELIVER_BOUNDS } from './deliver.ts';
import { fetchSchema } from './fetch.ts';
import { given } from './given.ts';
import { oneOf } from './one-of.ts';

/** Bounds of a scenario. Past one, it does not validate, and the message names the bound. */
export const SCENARIO_BOUNDS = {
  /** Steps in one answer, and in one repeat. */
  steps: 1000,
  /** Characters in one text, data or comment. */
  text: 65_536,
  /** Milliseconds of one wait. */
  wait: 60_000,
  /** Milliseconds a reconnection time may ask for. */
  retry: 600_000,
  /** Field lines of a head, or of a trailer section. */
  fields: 50,
  /** Characters of one field value, and of a content type. */
  value: 8192,
  /** Bytes that a proxy holds back, and of one piece of a write. */
  buffer: 1_048_576,
  /** Bytes of content whose length is announced: they are made before the first is sent. */
  length: 1_048_576,
  /** How often something is repeated, where that is not left open. */
  times: 1_000_000,
  /** Answers for the requests after the first. */
  attempts: 50,
  /** SETTINGS_MAX_CONCURRENT_STREAMS. */
  streams: 1000,
} as const;

const B = SCENARIO_BOUNDS;

/** The field-value of RFC 9110 5.5, which wants US-ASCII alone: printable, with spaces and tabs inside only. */
const VALUE = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

const milliseconds = (most: number) => z.int().min(0).max(most);

const oneLine = (name: string) =>
  z
    .string()
    .max(B.text)
    .regex(/^[^\r\n]*$/, `${name} must not hold a CR or LF: it would end the line (HTML 9.2.5)`);

const eventFields = z
  .strictObject({
    comment: oneLine('comment').optional(),
    event: oneLine('event').optional(),
    data: z.string().max(B.text).optional(),
    id: oneLine('id')
      .refine(
        (id) => !id.includes('\0'),
        'id must not hold U+0000: the parser would ignore the field (HTML 9.2.6)',
      )
      .optional(),
    retry: milliseconds(B.retry).optional(),
  })
  .refine(
    (fields) => Object.keys(fields).length > 0,
    'an event needs at least one of comment, event, data, id, retry',
  );

const text = z.string().max(B.text);

const unescaped = z
  .strictObject({ event: text.optional(), id: text.optional(), data: text.optional() })
  .refine((fields) => Object.keys(fields).length > 0, 'needs at least one of event, id, data');

const hex = z
  .string()
  .max(2 * B.text)
  .regex(/^(\s*[0-9a-fA-F]{2})+\s*$/, 'bytes must be pairs of hexadecimal digits, such as "c3 a9"');

const token = (what: string) =>
  z.string().max(256).regex(TOKEN, `${what} must be letters, digits and !#$%&'*+-.^_\`|~ (RFC 9110 5.6.2)`);

const fieldValue = z
  .string()
  .max(B.value)
  .regex(
    VALUE,
    'a field value must be visible US-ASCII, with spaces and tabs inside only: no CR or LF (RFC 9110 5.5)',
  );

/** What the framing, the content type or the connection's own rules say, and no field line of the scenario may. */
const FRAMING_FIELDS = ['transfer-encoding', 'content-length', 'content-type', 'upgrade'];

const fieldLines = z
  .array(
    z.strictObject({
      name: token('a field name').refine(
        (name) => !FRAMING_FIELDS.includes(name.toLowerCase()),
        `is said by framing and type; to write ${FRAMING_FIELDS.join(', ')} by hand, use rawHead`,
      ),
      value: fieldValue,
    }),
  )
  .max(B.fields);

const writes = {
  event: eventFields,
  unescaped,
  text: z.string().min(1).max(B.text),
  bytes: hex,
  wait: milliseconds(B.wait),
};

const repeat = z.strictObject({
  times: z.int().min(1).max(B.times).optional(),
  every: milliseconds(B.wait).optional(),
  from: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER - B.times)
    .optional(),
  steps: z.array(oneOf('a repeated step', writes)).min(1).max(B.steps),
});

const step = oneOf('a step', {
  ...writes,
  chunk: z.strictObject({
    text: z.string().min(1).max(B.text),
    extensions: z
      .array(z.strictObject({ name: token('a chunk extension name'), value: fieldValue.optional() }))
      .max(B.fields)
      .optional(),
  }),
  raw: z.string().min(1).max(B.text),
  repeat,
});

/**
 * One answer of the lab.
 * - `delay`: milliseconds before the head.
 * - `status`: default 200. `type`: the Content-Type, default `text/event-stream`; an empty one is left out. `fields`:
 *   more field lines. `rawHead`: the whole head by hand, as it stands, instead; it may be wrong, and an empty one
 *   writes none. The connection is closed after an answer with one.
 * - `flush: false`: the head is not sent before the first content, as with a server that does not flush it.
 * - `framing`: how the end of the content is told (RFC 9112 6.3): `chunked`, the default of HTTP/1.1; `length`, by a
 *   Content-Length, of which the last byte is not written unless `then` is `end`; or `close`, the only one of HTTP/1.0
 *   besides `length`. HTTP/2 has frames instead.
 * - `trailers`: field lines after the content.
 * - `lineEnd`: what ends the lines of `event` steps, default `lf`; `mixed` takes LF, CR and CRLF in turn. `bom`: a byte
 *   order mark before the first byte of the content.
 * - `split`: the content in pieces of at most so many bytes, `gap` milliseconds between two of them.
 * - `heartbeat`: a comment whenever nothing was written for so many milliseconds, unless a line is unfinished.
 * - `gzip`: the compression of a common middleware, for a client that accepts it: `flush` after every step, or `hold`
 *   back what it has until its own buffer is full. A field `Cache-Control: no-transform` keeps it away.
 * - `proxy`: what a proxy in front of the server would do: hold back content until `buffer` bytes have come, unless a
 *   field says `X-Accel-Buffering: no`, and cut the connection when the server was silent for `idle` milliseconds.
 * - `steps`: written in order. `event` is formatted as the standard says and ends with its blank line; `unescaped` is
 *   put together from its fields without a look at them, as many servers do, so that a line end in one injects a line;
 *   `text` is UTF-8; `bytes` are hexadecimal; `chunk` is text in a chunk of its own, with extensions. Each of these is
 *   one write, and so one chunk. `raw` goes past the framing. `wait` is milliseconds. `repeat` does its steps `times`
 *   over, for ever if that is left out, one round `every` milliseconds; in its `event` and `unescaped` steps `{n}` is
 *   the number of the round, counted from `from` (1), and `{time}` the time as ISO 8601.
 * - `then`: what follows the last step. `end` finishes the response, `hold` leaves it unfinished for ever, `cut` closes
 *   the connection without the end that the framing asks for, `reset` breaks it off with a TCP reset; on HTTP/2, of
 *   the stream alone. Default `hold`.
 */
const answerShape = {
  delay: milliseconds(B.wait).optional(),
  status: z.int().min(200).max(599).optional(),
  type: fieldValue.optional(),
  fields: fieldLines.optional(),
  rawHead: z.string().max(B.text).optional(),
  flush: z.literal(false).optional(),
  framing: z.enum(['chunked', 'length', 'close']).optional(),
  trailers: fieldLines.optional(),
  lineEnd: z.enum(['lf', 'cr', 'crlf', 'mixed']).optional(),
  bom: z.literal(true).optional(),
  split: z.strictObject({ bytes: z.int().min(1).max(B.buffer), gap: milliseconds(B.wait) }).optional(),
  heartbeat: z.int().min(10).max(B.wait).optional(),
  gzip: z.enum(['hold', 'flush']).optional(),
  proxy: z
    .strictObject({
      buffer: z.int().min(1).max(B.buffer).optional(),
      idle: z.int().min(10).max(B.retry).optional(),
    })
    .optional(),
  steps: z.array(step).max(B.steps),
  then: z.enum(['end', 'hold', 'cut', 'reset']).default('hold'),
};

/**
 * The answer to the first request of a run, and:
 * - `protocol`: what the exchange speaks, default HTTP/1.1. The lab answers in HTTP/1.0 as a server of that version
 *   does; HTTP/2 is asked for at the lab's TLS port.
 * - `maxConcurrentStreams`: the SETTINGS_MAX_CONCURRENT_STREAMS of an HTTP/2 connection that begins with this run;
 *   default 128.
 * - `resume: true`: a request with Last-Event-ID gets what follows the event with that id, in whichever answer is its
 *   turn; when nothing follows and the answer would end, 204 (HTML 9.2.3), so that the client stops.
 * - `attempts`: answers to the second, third, ... request; the last one holds for all that follow. What one leaves out
 *   is as in the first answer.
 * - `deliver`: the events are notifications, which happen at their times, counted from the first request of the run, with
 *   their numbers for ids, and reach the client in other ways too (`deliver.ts`). With `resume`, an event stream and a
 *   WebSocket that were broken off go on after the last one the client has; without it, with the next that happens.
 * - `fetch`: the page reads the stream with `fetch` in place of an EventSource (`fetch.ts`), and the lab answers the method
 *   that it asks with.
 */
export const scenarioSchema = z
  .strictObject({
    ...answerShape,
    protocol: z.enum(['HTTP/1.0', 'HTTP/1.1', 'HTTP/2']).optional(),
    maxConcurrentStreams: z.int().min(1).max(B.streams).optional(),
    resume: z.literal(true).optional(),
    deliver: deliverSchema.optional(),
    fetch: fetchSchema.optional(),
    attempts: z
      .array(z.strictObject({ ...answerShape, then: answerShape.then.unwrap() }).partial())
      .max(B.attempts)
      .optional(),
  })
  .superRefine((scenario, context) => {
    const {
      attempts = [],
      protocol = 'HTTP/1.1',
      maxConcurrentStreams,
      resume,
      deliver,
      fetch: asked,
      ...first
    } = scenario;
    const report = (path: PropertyKey[]) => (mistake: Mistake) => {
      context.addIssue({ code: 'custom', path: [...path, ...mistake.path], message: mistake.rule });
    };
    if (maxConcurrentStreams !== undefined && protocol !== 'HTTP/2') {
      report(['maxConcurrentStreams'])({ path: [], rule: 'is a setting of HTTP/2 (RFC 9113 6.5.2)' });
    }
    if (asked && resume) {
      report(['resume'])({ path: [], rule: 'goes without fetch, which sends no Last-Event-ID by itself' });
    }
    mistakesOf(first, protocol).forEach(report([]));
    if (deliver) mistakesInDelivery(scenario).forEach(report([]));
    for (const [index, attempt] of attempts.entries()) {
      mistakesOf({ ...first, ...given(attempt) }, protocol).forEach(report(['attempts', index]));
    }
  });

export type Scenario = z.infer<typeof scenarioSchema>;
export type Answer = z.infer<z.ZodObject<typeof answerShape, z.core.$strict>>;
export type HttpVersion = NonNullable<Scenario['protocol']>;
export type ScenarioStep = Answer['steps'][number];
export type Repeat = z.infer<typeof repeat>;
export type EventFields = z.infer<typeof eventFields>;

/** What an answer may not say that is delivered in several ways: they would not be comparable, or not readable. */
const ONE_WAY_ONLY = ['attempts', 'delay', 'status', 'type', 'rawHead', 'gzip', 'proxy', 'fetch'] as const;

function mistakesInDelivery(scenario: Scenario): Mistake[] {
  const { protocol = 'HTTP/1.1', then, steps } = scenario;
  const mistakes: Mistake[] = [];
  const wrong = (when: boolean, path: Mistake['path'], rule: string) => {
    if (when) mistakes.push({ path, rule });
  };
  wrong(protocol !== 'HTTP/1.1', ['deliver'], 'goes with HTTP/1.1');
  for (const name of ONE_WAY_ONLY) wrong(scenario[name] !== undefined, [name], 'goes without deliver');
  wrong(then !== 'hold', ['then'], 'must be hold with deliver');

  let count = 0;
  let time = 0;
  let size = 0;
  for (const [index, step] of steps.entries()) {
    const rounds = roundsOf(step);
    const inside = 'repeat' in step ? step.repeat.steps : [step];
    for (const each of inside) {
      const data = 'event' in each ? each.event.data : undefined;
      wrong(
        !('wait' in each) && data === undefined,
        ['steps', index],
        'with deliver a step is a wait, or an event with data, or a repeat of these',
      );
      wrong(
        'event' in each && each.event.id !== undefined,
        ['steps', index],
        'with deliver the number is the id',
      );
      if ('wait' in each) time += each.wait * rounds;
      else count += rounds;
    }
    size += rounds * JSON.stringify(step).length;
    if ('repeat' in step) {
      time += (step.repeat.every ?? 0) * rounds;
      wrong(
        step.repeat.times === undefined,
        ['steps', index],
        'with deliver a repeat has an end: give times',
      );
    }
  }
  const { notifications, time: most } = DELIVER_BOUNDS;
  wrong(/\{time\}/.test(JSON.stringify(steps)), ['steps'], 'with deliver go without {time}');
  wrong(count > notifications, ['steps'], `with deliver have at most ${notifications} events`);
  wrong(time > most, ['steps'], `with deliver take at most ${most} ms`);
  wrong(
    size > B.length,
    ['steps'],
    `with deliver hold at most ${B.length} characters, each as often as it is repeated`,
  );
  return mistakes;
}

const roundsOf = (step: ScenarioStep) => ('repeat' in step ? (step.repeat.times ?? 1) : 1);

interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly rule: string;
}

/** What does not fit together in an answer, over a protocol. */
function mistakesOf(answer: Answer, protocol: HttpVersion): Mistake[] {
  const { framing, steps, rawHead, gzip, trailers, fields = [] } = answer;
  const mistakes: Mistake[] = [];
  const wrong = (when: boolean, path: Mistake['path'], rule: string) => {
    if (when) mistakes.push({ path, rule });
  };
  const http2 = protocol === 'HTTP/2';
  const chunked = protocol === 'HTTP/1.1' && rawHead === undefined && (framing ?? 'chunked') === 'chunked';

  wrong(http2 && framing !== undefined, ['framing'], 'HTTP/2 has frames instead (RFC 9113 8.1)');
  wrong(
    protocol === 'HTTP/1.0' && framing === 'chunked',
    ['framing'],
    'HTTP/1.0 knows no chunks (RFC 9112 6.1): use close or length',
  );
  wrong(
    rawHead !== undefined && framing !== undefined,
    ['framing'],
    'goes without rawHead: what a head by hand says of the framing, nobody knows',
  );
  wrong(http2 && rawHead !== undefined, ['rawHead'], 'HTTP/2 has no head to write by hand (RFC 9113 8.2)');
  wrong(
    trailers !== undefined && !chunked && !http2,
    ['trailers'],
    'only chunks and HTTP/2 have room for trailers (RFC 9112 7.1.2)',
  );
  wrong(
    gzip !== undefined && !(chunked || http2),
    ['gzip'],
    'goes with chunks or HTTP/2 only: the length is not known before',
  );
  wrong(
    http2 &&
      fields.some(({ name }) => CONNECTION_SPECIFIC.includes(name.toLowerCase())) &&
      gzip !== undefined,
    ['gzip'],
    'goes without a field such as Connection, which HTTP/2 forbids (RFC 9113 8.2.2)',
  );
  for (const [index, step] of steps.entries()) {
    const at = ['steps', index];
    wrong(
      'chunk' in step && (!chunked || gzip !== undefined),
      at,
      'a chunk needs the framing chunked, without gzip',
    );
    wrong('raw' in step && http2, at, 'raw goes past the framing of HTTP/1.x: HTTP/2 has none to go past');
    wrong('raw' in step && gzip !== undefined, at, 'raw goes without gzip');
    if ('repeat' in step && framing === 'length') {
      const { times } = step.repeat;
      wrong(times === undefined, at, 'a Content-Length needs an end: give times');
      wrong(
        /\{time\}/.test(JSON.stringify(step)),
        at,
        'a Content-Length is counted before: it goes without {time}',
      );
    }
  }
  wrong(
    framing === 'length' &&
      steps.reduce((sum, step) => sum + roundsOf(step) * JSON.stringify(step).length, 0) > B.length,
    ['steps'],
    `are too long for a Content-Length, which is counted before: ${B.length} characters of steps at most, each as often as it is repeated`,
  );
  return mistakes;
}
