/**
 * What a step of a scenario writes. When many streams play the same scenario, they write the same event at the same
 * time: the last one that was made of a step is kept for them.
 */
import { formatEvent } from '../protocol/format.ts';
import { encodeUtf8 } from '../protocol/utf8.ts';
import type { Answer, Repeat, ScenarioStep } from '../schema/scenario.ts';
import type { Act } from './act.ts';
import { lineEnds } from './line-ends.ts';
import { fieldsInRound, ROUND, TIME } from './round.ts';

type Single = Exclude<ScenarioStep, { repeat: unknown }>;
type InRound = Repeat['steps'][number];
type Unescaped = Extract<InRound, { unescaped: unknown }>['unescaped'];

interface Made {
  /** What it was made for; null where that is not in it. */
  readonly round: number | null;
  readonly time: string | null;
  readonly act: Act;
}

interface Kept {
  readonly hasRound: boolean;
  readonly hasTime: boolean;
  made: Made | null;
}

const kept = new WeakMap<InRound, Kept>();

function keptOf(step: InRound): Kept {
  let found = kept.get(step);
  if (found === undefined) {
    const templates = 'event' in step || 'unescaped' in step ? JSON.stringify(step) : '';
    found = { hasRound: templates.includes(ROUND), hasTime: templates.includes(TIME), made: null };
    kept.set(step, found);
  }
  return found;
}

/** Those that keep nothing of the stream that they are for, by what tells them the time. */
const shared = new WeakMap<() => string, ActOf>();

/** `time`: the time now, as ISO 8601. */
export function actOf(lineEnd: Answer['lineEnd'], time: () => string): ActOf {
  if (lineEnd !== undefined) return new ActOf(lineEnd, time);
  const found = shared.get(time) ?? new ActOf(lineEnd, time);
  shared.set(time, found);
  return found;
}

export class ActOf {
  readonly #endLines: (text: string) => string;
  readonly #time: () => string;
  /** Whether what a step writes is the same for all: mixed line ends go on from one event to the next. */
  readonly #keeps: boolean;

  constructor(lineEnd: Answer['lineEnd'], time: () => string) {
    this.#endLines = lineEnds(lineEnd);
    this.#time = time;
    this.#keeps = (lineEnd ?? 'lf') === 'lf';
  }

  step(step: Single): Act {
    if ('wait' in step) return { do: 'wait', ms: step.wait };
    if ('event' in step) return this.#write(formatEvent(step.event));
    if ('unescaped' in step) return this.#write(asTemplates(step.unescaped));
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

  /** The same in round `number` of a repeat. */
  stepInRound(step: InRound, number: number): Act {
    if (!this.#keeps) return this.#make(step, number, this.#time);
    const kept = keptOf(step);
    const round = kept.hasRound ? number : null;
    const time = kept.hasTime ? this.#time() : null;
    if (kept.made === null || kept.made.round !== round || kept.made.time !== time) {
      kept.made = { round, time, act: this.#make(step, number, () => time ?? '') };
    }
    return kept.made.act;
  }

  #make(step: InRound, number: number, time: () => string): Act {
    if ('event' in step) return this.step({ event: fieldsInRound(step.event, number, time) });
    if ('unescaped' in step) return this.step({ unescaped: fieldsInRound(step.unescaped, number, time) });
    return this.step(step);
  }

  #write(text: string): Act {
    return { do: 'write', bytes: encodeUtf8(this.#endLines(text)) };
  }
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
