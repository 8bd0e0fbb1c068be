/** The two contests: random input, and whether the decoder under test says what its oracle says. */
import { eventStreamByOracle, sameEventStream, type EventStreamVerdict } from './event-stream-oracle.ts';
import { randomEventStream } from './event-streams.ts';
import { foreseen } from './http-exceptions.ts';
import { randomHttp } from './http-messages.ts';
import { messagesByRule } from './http-rule.ts';
import { sameMessages, type HttpSample, type MessageVerdict } from './messages.ts';
import { messagesByNode } from './node-parser.ts';
import type { Random } from './prng.ts';
import type { Sample } from './sample.ts';
import { CHOICES, eventStreamBySubject, messagesBySubject } from './subject.ts';

export interface Judgement {
  readonly agree: boolean;
  /** Set when the oracle was overruled: which of its known faults it was. */
  readonly exception: string | null;
  /** What each side says, for a report. */
  readonly verdicts: Readonly<Record<string, unknown>>;
}

export interface Contest<S extends Sample> {
  readonly name: ContestName;
  readonly random: (random: Random) => S;
  readonly judge: (sample: S) => Judgement;
}

export const CONTEST_NAMES = ['event-stream', 'http'] as const;
export type ContestName = (typeof CONTEST_NAMES)[number];

/** An event stream: the decoder against eventsource-parser. */
export function eventStreamContest(
  subject: (sample: Sample) => EventStreamVerdict = eventStreamBySubject,
): Contest<Sample> {
  return {
    name: 'event-stream',
    random: randomEventStream,
    judge: (sample) => {
      const { verdict, exception } = eventStreamByOracle(sample);
      const decoder = outcome(() => subject(sample));
      const agree = !(decoder instanceof Error) && sameEventStream(decoder, verdict);
      return { agree, exception, verdicts: { decoder, 'eventsource-parser': verdict } };
    },
  };
}

/**
 * HTTP/1.1 messages: the decoder against the rule, and the rule against Node's parser. Where those two differ, the
 * table of exceptions must have foreseen it; the decoder must say what the rule says in any case.
 */
export function httpContest(
  subject: (sample: HttpSample) => readonly MessageVerdict[] = messagesBySubject,
): Contest<HttpSample> {
  return {
    name: 'http',
    random: randomHttp,
    judge: (sample) => {
      const { messages: rule, steps } = messagesByRule(sample, CHOICES);
      const node = messagesByNode(sample);
      const exception = sameMessages(node, rule) ? null : foreseen(node, rule, steps);
      const decoder = outcome(() => subject(sample));
      const explained = exception !== null || sameMessages(node, rule);
      const agree = explained && !(decoder instanceof Error) && sameMessages(decoder, rule);
      return { agree, exception, verdicts: { decoder, 'RFC 9112': rule, Node: node } };
    },
  };
}

/** No input may make the decoder throw: what it throws is its verdict. */
function outcome<T>(decode: () => T): T | Error {
  try {
    return decode();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
