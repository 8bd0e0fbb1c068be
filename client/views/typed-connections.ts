/** The console's connections as they stood at the cursor: how each ended, and how its requests fared. */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import { TYPED_CONNECTIONS as WORDS } from '../words/typed-connections.ts';

export interface TypedRequest {
  /** Method and target, where there are any. */
  readonly name: string;
  readonly standing: string;
  /** Milliseconds at which it began, its answer began, and that was over or cut off. */
  readonly askedAt: number;
  readonly answeredAt: number | null;
  readonly overAt: number | null;
}

export interface TypedConnection {
  readonly number: number;
  /** How it ended, in words; null while it is open. */
  readonly ended: string | null;
  readonly requests: readonly TypedRequest[];
}

interface End {
  readonly words: string;
  readonly at: number;
}

/** `at` is the time of the cursor, `offset` the number of bytes before it; `ends` is what `endsOf` gives. */
export function typedAt(
  dissection: Dissection,
  ends: ReadonlyMap<number, End>,
  offset: number,
  at: number,
): TypedConnection[] {
  const { capture, messages } = dissection;
  const timeOf = (byte: number) => capture.arrivalAt(byte)?.at ?? 0;
  const endAt = (number: number) => {
    const end = ends.get(number);
    return end && end.at <= at ? end : null;
  };
  const begun = messages.filter((message) => message.start < offset);
  const numbers = new Set(capture.directions.map(({ connection }) => connection));
  return [...numbers]
    .filter((number) => endAt(number) || begun.some(({ connection }) => connection === number))
    .map((number) => {
      const own = begun.filter(({ connection }) => connection === number);
      const answers = own.filter(({ kind }) => kind === 'response');
      const end = endAt(number);
      let free = true;
      const requests = own
        .filter(({ kind }) => kind === 'request')
        .map((request): TypedRequest => {
          const answer = answers.find((each) => each.number === request.number) ?? null;
          const whole = answer?.outcome === 'complete' && (answer.endAt ?? Infinity) <= offset;
          const first = free;
          free = whole;
          return {
            name: isWhole(request, offset) ? nameOf(request) : WORDS.partOfRequest,
            standing: standing(request, answer, offset, { whole, end, first }),
            askedAt: timeOf(request.start),
            answeredAt: answer ? timeOf(answer.start) : null,
            overAt: whole ? timeOf((answer.endAt as number) - 1) : (end?.at ?? null),
          };
        });
      return { number, ended: end?.words ?? null, requests };
    });
}

/** Whether its head had been received. */
const isWhole = ({ headEnd }: Message, offset: number) => headEnd !== null && headEnd <= offset;

/** By connection, how it was first ended. */
export function endsOf({ capture }: Dissection): ReadonlyMap<number, End> {
  const ends = new Map<number, End>();
  for (let index = 0; index < capture.arrivals.length; index += 1) {
    const arrival = capture.arrivals.at(index);
    if (!arrival || arrival.ending === null || ends.has(arrival.connection)) continue;
    const { ending, connection, direction, at } = arrival;
    ends.set(connection, { words: WORDS.ended[direction.from][ending], at });
  }
  return ends;
}

const nameOf = ({ head }: Message) =>
  head?.method ? `${head.method} ${head.target ?? ''}` : WORDS.noRequest;

function standing(
  request: Message,
  answer: Message | null,
  offset: number,
  { whole, end, first }: { whole: boolean; end: End | null; first: boolean },
): string {
  if (answer && isWhole(answer, offset)) {
    const status = answer.status ?? WORDS.noStatus;
    if (whole) return WORDS.complete(status);
    return end ? WORDS.cutOff(status) : WORDS.goesOn(status);
  }
  if (answer) return end ? WORDS.cutOffInHead : WORDS.begins;
  if (end) return WORDS.neverAnswered;
  if (!isWhole(request, offset)) return WORDS.beingSent;
  return first ? WORDS.waits : WORDS.waitsInLine;
}
