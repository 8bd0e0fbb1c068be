/** Judges a stream that the learner has written by what came of it. What is wrong says which, why, and where. */
import type { Span } from '../protocol/capture.ts';
import type { Dissection } from '../protocol/dissect.ts';
import type { EventBlock, Line } from '../protocol/event-tokens.ts';
import type { Message } from '../protocol/message.ts';
import type { Build, ScenarioBuild, WantedEvent } from '../schema/build.ts';
import type { Scenario } from '../schema/scenario.ts';
import { eventsOf, type CameEvent, type SeenEvent } from './came.ts';
import { compare, quoted, type Compared } from './compared.ts';
import { timeBefore, writtenAt } from './timing.ts';
import { ignoredIn, linesInWords, whyNoMore } from './why-not.ts';

/** A run of what the learner has written. */
export interface BuildRun {
  readonly scenario: Scenario;
  readonly dissection: Dissection;
  /** What the browser has dispatched and nobody else can read. */
  readonly seen: readonly SeenEvent[];
  /** Whether all has come that the scenario brings. */
  readonly over: boolean;
}

export interface Fault {
  readonly says: string;
  /** Where it is on the wire; null where it is not there. */
  readonly show: readonly Span[] | null;
}

export interface BuildVerdict {
  /** `open` while what is still to come decides. */
  readonly state: 'open' | 'done' | 'failed';
  readonly events: Compared;
  readonly faults: readonly Fault[];
}

export function judgeBuild(build: Build, run: BuildRun): BuildVerdict {
  const { requests, within, ends }: Pick<ScenarioBuild, 'requests' | 'within' | 'ends'> =
    'scenario' in build ? build : {};
  const { dissection, over } = run;
  const { asked, responses, until } = judged(dissection, requests === undefined);
  const seen = run.seen.filter(({ at }) => at < until);
  const came = eventsOf(dissection, responses, seen);
  const events = compare(
    build.events.map(inWords),
    came.map((event, index) => cameInWords(event, build.events[index])),
    (index) => differenceOf(build.events[index] as WantedEvent, came[index] as CameEvent) === null,
  );

  const faults = [
    ...wrongEvents(build.events, came, events, run, responses),
    ...(requests === undefined ? [] : wrongRequests(requests, asked, over)),
    ...(within === undefined ? [] : lateEvents(within, came, run)),
    ...(ends === undefined ? [] : unclean(responses, over)),
  ];
  return { state: faults.length > 0 ? 'failed' : over ? 'done' : 'open', events, faults };
}

/** What is wanted, of a stream that was not played yet. */
export const wantedOf = ({ events }: Build): Compared => compare(events.map(inWords), [], () => false);

/** All requests, and the responses that are judged: those that began before the time `until`. */
function judged(dissection: Dissection, firstAlone: boolean) {
  const asked = dissection.messages.filter(({ kind }) => kind === 'request');
  const responses = dissection.messages.filter(({ kind }) => kind === 'response');
  const second = firstAlone ? asked[1] : undefined;
  return {
    asked,
    responses: firstAlone ? responses.slice(0, 1) : responses,
    until: second ? timeBefore(dissection, second.start + 1) : Infinity,
  };
}

type Part = 'type' | 'data' | 'id';

function differenceOf(wanted: WantedEvent, { type, data, lastEventId }: CameEvent): Part | null {
  if (wanted.type !== undefined && wanted.type !== type) return 'type';
  if (wanted.data !== undefined && wanted.data !== data) return 'data';
  return wanted.id !== undefined && wanted.id !== lastEventId ? 'id' : null;
}

function wrongEvents(
  wanted: readonly WantedEvent[],
  came: readonly CameEvent[],
  { differs }: Compared,
  { dissection, over, scenario }: BuildRun,
  responses: readonly Message[],
): Fault[] {
  if (differs !== null) {
    const event = came[differs] as CameEvent;
    const other = wanted[differs];
    return [other ? different(differs + 1, other, event) : oneTooMany(differs + 1, event)];
  }
  if (!over || came.length === wanted.length) return [];
  const fetched = scenario.fetch !== undefined;
  const why = whyNoMore(dissection, responses, came.at(-1)?.block ?? null, fetched);
  const count =
    came.length === 0 ? 'No event was' : came.length === 1 ? 'One event was' : `${came.length} events were`;
  return [
    {
      says: `${count} dispatched; ${inNumber(wanted.length)} wanted.${why ? ` ${why.says}` : ''}`,
      show: why?.show ?? null,
    },
  ];
}

function different(number: number, wanted: WantedEvent, event: CameEvent): Fault {
  const { block } = event;
  const part = differenceOf(wanted, event) ?? 'data';
  const lines = block ? linesOf(block, part) : [];
  const [has, asked] = {
    type: [event.type, wanted.type],
    data: [event.data, wanted.data],
    id: [event.lastEventId, wanted.id],
  }[part];
  const name = { type: 'the type', data: 'the data', id: 'the last event ID' }[part];
  const where = lines.length > 0 ? ` (${linesInWords(lines)})` : '';
  const ignored = block && ignoredIn(block);
  return {
    says:
      `Event ${number} has ${name} ${quoted(has ?? '')}${where}; ${quoted(asked ?? '')} is wanted.` +
      (ignored ? ` ${ignored.says}` : ''),
    show: ignored?.show ?? (lines.length > 0 ? lines.flatMap(({ spans }) => spans) : (block?.spans ?? null)),
  };
}

/** The lines of the block that set this part of its event. */
function linesOf(block: EventBlock, part: Part): readonly Line[] {
  if (part === 'data') return [...block.lines()].filter(({ role }) => role === 'data');
  const line = part === 'type' ? block.typeLine : block.idLine;
  return line ? [line] : [];
}

const inNumber = (count: number): string => (count === 1 ? 'one is' : `${count} are`);

const oneTooMany = (number: number, { block }: CameEvent): Fault => ({
  says: `Event ${number} is one too many.`,
  show: block?.spans ?? null,
});

function wrongRequests(wanted: number, requests: readonly Message[], over: boolean): Fault[] {
  const count = requests.length;
  if (count === wanted || (count < wanted && !over)) return [];
  const came = count === 1 ? 'One request has' : `${count} requests have`;
  const says = `${came} reached the lab; exactly ${inNumber(wanted)} wanted.`;
  return [{ says, show: requests[wanted]?.spans ?? null }];
}

/** The first event that was held back for too long. */
function lateEvents(within: number, came: readonly CameEvent[], { dissection, scenario }: BuildRun): Fault[] {
  const began = dissection.capture.arrivals.at(0)?.at ?? 0;
  const written = writtenAt(scenario);
  for (const [index, { at, block }] of came.entries()) {
    const late = at - began - (written[index] ?? Infinity);
    if (late <= within) continue;
    const says = `Event ${index + 1} came ${Math.round(late)} ms after the server had written it; at most ${within} ms are allowed.`;
    return [{ says, show: block?.spans ?? null }];
  }
  return [];
}

function unclean(responses: readonly Message[], over: boolean): Fault[] {
  const cut = responses.find(({ outcome }) => outcome === 'cut');
  if (cut) {
    const why = cut.reason ? `: ${cut.reason.text}` : '';
    return [{ says: `The response was broken off${why}.`, show: cut.spans.slice(-1) }];
  }
  if (!over || responses.at(-1)?.outcome === 'complete') return [];
  return [
    {
      says: 'The response has not ended: more of it might come.',
      show: responses.at(-1)?.spans.slice(-1) ?? null,
    },
  ];
}

/** `login: "ada"`, with an id where one is wanted. */
function inWords({ type, data, id }: WantedEvent): string {
  const said = [
    ...(type === undefined ? [] : [`type ${type}`]),
    ...(data === undefined ? [] : [`data ${quoted(data)}`]),
    ...(id === undefined ? [] : [`id ${quoted(id)}`]),
  ];
  return said.join(', ') || 'any event';
}

/** As much of it as is wanted of the event in its place. */
function cameInWords({ type, data, lastEventId }: CameEvent, wanted: WantedEvent = {}): string {
  if (Object.keys(wanted).length === 0) return inWords({ type, data });
  return inWords({
    ...(wanted.type !== undefined && { type }),
    ...(wanted.data !== undefined && { data }),
    ...(wanted.id !== undefined && { id: lastEventId }),
  });
}
