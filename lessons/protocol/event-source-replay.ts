/**
 * The EventSource client of a capture: which inputs its messages stand for, and so the client's state at any byte.
 * An input comes with the byte that shows it: the construction and the end of a wait with the first byte of the
 * request, the response with the last byte of its head.
 */
import type { Input } from './event-source-table.ts';
import { contentOf } from './framing.ts';
import type { Message } from './message.ts';
import { NO_CLIENT, step, type Client, type Step } from './event-source.ts';

/** An input and the absolute offset after the byte that shows it. */
export interface TimedInput {
  readonly at: number;
  readonly input: Input;
}

/** What the client became with the byte before `at`. */
export interface ClientMoment extends Step {
  readonly at: number;
  readonly input: Input;
}

/** What of a message matters to the client. */
export interface SeenMessage {
  readonly kind: 'request' | 'response';
  /** Absolute offset of its first byte. */
  readonly start: number;
  /** Null for a request, and while it is not known. */
  readonly status: number | null;
  readonly eventStream: boolean;
  /** Absolute offset after its head; null while that is not complete. */
  readonly headEnd: number | null;
  readonly end: 'complete' | 'cut' | null;
  /** Absolute offset at which it ended; null while it goes on. */
  readonly endAt: number | null;
}

/** A browser undoes a content coding before it looks at the content: the type alone counts. */
export function seenOf({ kind, start, status, head, headEnd, outcome, endAt }: Message): SeenMessage {
  const eventStream = head !== null && contentOf(kind, head).typed;
  return { kind, start, status, eventStream, headEnd, end: outcome, endAt };
}

/** The client after each input, in the same order. Throws as `step` does. */
export function replayClient(inputs: readonly TimedInput[]): ClientMoment[] {
  let client: Client = NO_CLIENT;
  return inputs.map(({ at, input }) => {
    const next = step(client, input);
    client = next.client;
    return { at, input, ...next };
  });
}

/** The last thing that had happened to the client when the first `cursor` bytes were received; null before any. */
export function clientAt(moments: readonly ClientMoment[], cursor: number): ClientMoment | null {
  return moments.findLast(({ at }) => at <= cursor) ?? null;
}

/** RFC 9110 15.4: those that Fetch follows. Without a Location field they would be responses like all others. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface Happening {
  readonly at: number;
  readonly what: 'begins' | 'has its head' | 'ends';
  readonly message: SeenMessage;
}

/**
 * The inputs that the messages of one EventSource stand for, requests and responses in the order of their first
 * bytes. `closedAt`: the offset at which close() was called, such as the length of the capture; null when it was not.
 * A response that is cut there was cut by close(). Left out is what comes after it, what changes nothing, and a
 * connection that was lost before any byte came back, since no message tells of it. The URLs are empty: messages do
 * not hold them.
 */
export function clientInputs(messages: readonly SeenMessage[], closedAt: number | null = null): TimedInput[] {
  const inputs: TimedInput[] = [];
  let client = NO_CLIENT;
  /** The response whose body is read as the event stream. */
  let reading: SeenMessage | null = null;
  const give = (at: number, input: Input) => {
    inputs.push({ at, input });
    client = step(client, input).client;
  };

  for (const { at, what, message } of happenings(messages)) {
    if (closedAt !== null && at > closedAt) break;
    const { state } = client;
    if (what === 'begins') {
      if (state === 'new') give(at, { on: 'construct', url: '', valid: true });
      if (state === 'waiting') give(at, { on: 'wait over' });
    } else if (what === 'has its head' && state === 'fetching') {
      const status = message.status ?? 0;
      // RFC 9110 15.2: "A client MUST be able to parse one or more 1xx responses received prior to a final response".
      if (status < 200) continue;
      if (REDIRECTS.has(status)) give(at, { on: 'redirect', url: '' });
      else give(at, { on: 'response', status, eventStream: message.eventStream });
      reading = message;
    } else if (what === 'ends' && !(message.end === 'cut' && closedAt === at)) {
      if (state === 'fetching' && message.headEnd === null)
        give(at, { on: 'network error', aborted: false, futile: false });
      if (state === 'open' && message === reading) give(at, { on: 'end of body' });
    }
  }
  if (closedAt !== null) {
    if (client.state === 'new') give(closedAt, { on: 'construct', url: '', valid: true });
    give(closedAt, { on: 'close()' });
  }
  return inputs;
}

export function happenings(messages: readonly SeenMessage[]): Happening[] {
  const all = messages.flatMap((message): Happening[] => {
    const { kind, start, headEnd, endAt } = message;
    const begins: Happening = { at: start + 1, what: 'begins', message };
    if (kind === 'request') return [begins];
    return [
      begins,
      ...(headEnd === null ? [] : [{ at: headEnd, what: 'has its head', message } as const]),
      ...(endAt === null ? [] : [{ at: endAt, what: 'ends', message } as const]),
    ];
  });
  return all.sort((one, two) => one.at - two.at);
}
