/**
 * The events and problems of one input as one line of JSON, for programs:
 *
 *     {"events":[{"type","data","lastEventId","span":[start,end]}],"reconnectionTime","lastEventId","problems":[..]}
 *
 * Offsets are those of the input. The span of an event goes from the first byte of its block to the end of its blank
 * line, and takes in what lies between: chunk framing, or frames of other streams.
 */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { EventBlock, Line } from '../../lessons/protocol/event-tokens.ts';
import { lastStateOf } from './last-state.ts';
import { problemsOf } from './problems.ts';
import type { Reading } from './reading.ts';
import { decodeText } from './text.ts';

/** The pieces of the line, one after another, so that a large input takes no large text. */
export function* jsonOf(reading: Reading): Generator<string> {
  const { dissection } = reading;
  yield '{"events":[';
  if (dissection !== null) yield* eventsOf(dissection);
  const state = dissection === null ? { reconnectionTime: null, lastEventId: '' } : lastStateOf(dissection);
  // The members of the state stand beside the others: without the braces around them.
  yield `],${JSON.stringify(state).slice(1, -1)},"problems":[`;
  let comma = '';
  for (const { at, rule, message } of problemsOf(reading)) {
    yield comma + JSON.stringify({ at, rule, message });
    comma = ',';
  }
  yield ']}\n';
}

function* eventsOf(d: Dissection): Generator<string> {
  const ids = new LastTexts(d);
  let comma = '';
  for (const event of d.events) {
    const { typeLine, idLine, start, end } = event;
    const type = typeLine === null ? '' : textOf(d, typeLine);
    const json = {
      type: type === '' ? 'message' : type,
      data: dataOf(d, event),
      lastEventId: ids.of(idLine),
      span: [start, end],
    };
    yield comma + JSON.stringify(json);
    comma = ',';
  }
}

const textOf = (d: Dissection, line: Line): string => decodeText(d.capture.bytes(line.value));

/** HTML 9.2.6: the values of the data lines, joined with LF. There may be millions. */
function dataOf(d: Dissection, event: EventBlock): string {
  let data: string | null = null;
  for (const line of event.lines()) {
    if (line.role === 'data') data = data === null ? textOf(d, line) : `${data}\n${textOf(d, line)}`;
  }
  return data ?? '';
}

/** The values of id lines: one is in effect for many events. */
class LastTexts {
  readonly #d: Dissection;
  #start = -1;
  #text = '';

  constructor(d: Dissection) {
    this.#d = d;
  }

  of(line: Line | null): string {
    if (line === null) return '';
    if (line.start !== this.#start) {
      this.#start = line.start;
      this.#text = textOf(this.#d, line);
    }
    return this.#text;
  }
}
