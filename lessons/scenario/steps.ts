/** The steps of an answer as acts, in order: events become lines, repeats are unrolled, the BOM comes first. */
import { formatEvent } from '../protocol/format.ts';
import { encodeUtf8 } from '../protocol/utf8.ts';
import type { Answer, Repeat, ScenarioStep } from '../schema/scenario.ts';
import type { Act } from './act.ts';
import { lineEnds } from './line-ends.ts';
import type { Position } from './resume.ts';
import { fieldsInRound } from './round.ts';

type Simple = Repeat['steps'][number];
type Unescaped = Extract<Simple, { unescaped: unknown }>['unescaped'];

const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);

/** `from`: where to begin. `time`: the time now, as ISO 8601. */
export function* stepsAsActs(answer: Answer, from: Position, time: () => string): Generator<Act> {
  const endLines = lineEnds(answer.lineEnd);
  if (answer.bom) yield { do: 'write', bytes: BOM };
  for (const [index, step] of answer.steps.entries()) {
    if (index < from.step) continue;
    const here = index === from.step ? from : { round: 0, inner: 0 };
    if ('repeat' in step) yield* rounds(step.repeat, here.round, here.inner, endLines, time);
    else yield actOf(step, endLines);
  }
  yield { do: answer.then };
}

type EndLines = ReturnType<typeof lineEnds>;

function* rounds(
  { times = Infinity, every = 0, from: first = 1, steps }: Repeat,
  begin: number,
  inner: number,
  endLines: EndLines,
  time: () => string,
): Generator<Act> {
  const pause = every - steps.reduce((sum, step) => sum + ('wait' in step ? step.wait : 0), 0);
  const wait = pause > 0 ? ({ do: 'wait', ms: pause } as const) : null;
  for (let round = begin; round < times; round += 1) {
    if (round > begin && wait) yield wait;
    for (let index = round === begin ? inner : 0; index < steps.length; index++) {
      yield actInRound(steps[index] as Simple, first + round, endLines, time);
    }
  }
}

function actInRound(step: Simple, number: number, endLines: EndLines, time: () => string): Act {
  if ('event' in step) return actOf({ event: fieldsInRound(step.event, number, time) }, endLines);
  if ('unescaped' in step) return actOf({ unescaped: fieldsInRound(step.unescaped, number, time) }, endLines);
  return actOf(step, endLines);
}

function actOf(step: Exclude<ScenarioStep, { repeat: unknown }>, endLines: EndLines): Act {
  if ('wait' in step) return { do: 'wait', ms: step.wait };
  if ('event' in step) return { do: 'write', bytes: encodeUtf8(endLines(formatEvent(step.event))) };
  if ('unescaped' in step) return { do: 'write', bytes: encodeUtf8(endLines(asTemplates(step.unescaped))) };
  if ('text' in step) return { do: 'write', bytes: encodeUtf8(step.text) };
  if ('bytes' in step) return { do: 'write', bytes: fromHex(step.bytes) };
  if ('raw' in step) return { do: 'raw', bytes: encodeUtf8(step.raw) };
  const { text, extensions = [] } = step.chunk;
  return {
    do: 'write',
    bytes: encodeUtf8(text),
    extensions: extensions.map(({ name, value }) => (value === undefined ? { name } : { name, value })),
  };
}

/** As a server writes them that trusts its input: `data: ${data}\n\n`. */
function asTemplates({ event, id, data }: Unescaped): string {
  const line = (name: string, value: string | undefined) =>
    value === undefined ? '' : `${name}: ${value}\n`;
  return `${line('event', event)}${line('id', id)}${line('data', data)}\n`;
}

function fromHex(text: string): Uint8Array {
  const pairs = text.match(/[0-9a-fA-F]{2}/g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}
