/**
 * What happened in a capture over all its connections, in the order of the bytes: which messages began, where heads
 * ended, where WebSocket frames began, which events were dispatched. Events are kept as runs, each of those that one message dispatched before
 * another did: sixteen bytes a run.
 */
import type { Message } from './message.ts';
import { Offsets } from './offsets.ts';

export class Journal {
  readonly messages: Message[] = [];
  /** Absolute offsets after the heads of responses, ascending. */
  readonly headEnds = new Offsets();
  /** Absolute offsets of the first bytes of WebSocket frames, ascending: a 101 response comes before them all. */
  readonly webSocketFrames = new Offsets();
  /** Of each run: its message, and the number of its first event in the capture and in the message, from 0. */
  readonly #messages: Message[] = [];
  readonly #firsts = new Offsets();
  readonly #firstsOfMessage = new Offsets();
  /** How many events the messages have dispatched that are not the last run's. */
  readonly #counts = new Map<Message, number>();
  #events = 0;

  /** A message has begun: the last one, or before a few that were known of earlier. */
  add(message: Message): void {
    let index = this.messages.length;
    while (index > 0 && (this.messages[index - 1] as Message).start > message.start) index--;
    this.messages.splice(index, 0, message);
  }

  headEnded(message: Message): void {
    if (message.kind === 'response') this.headEnds.push(message.headEnd as number);
  }

  /** The message has dispatched `total` events so far. */
  dispatched(message: Message, total: number): void {
    const current = this.#messages.at(-1);
    if (message !== current) {
      const before = this.#counts.get(message) ?? 0;
      if (total === before) return;
      if (current !== undefined) this.#counts.set(current, this.#countOfLastRun());
      this.#messages.push(message);
      this.#firsts.push(this.#events);
      this.#firstsOfMessage.push(before);
    }
    const run = this.#firsts.length - 1;
    this.#events = this.#firsts.at(run) + (total - this.#firstsOfMessage.at(run));
  }

  #countOfLastRun(): number {
    const run = this.#firsts.length - 1;
    return this.#firstsOfMessage.at(run) + (this.#events - this.#firsts.at(run));
  }

  /** How many events were dispatched. */
  get events(): number {
    return this.#events;
  }

  /** Which message dispatched the event with this number, from 0, and as which of its own, from 0. */
  event(number: number): { readonly message: Message; readonly index: number } | null {
    if (number < 0 || number >= this.#events) return null;
    const run = this.#firsts.countUpTo(number) - 1;
    return {
      message: this.#messages[run] as Message,
      index: this.#firstsOfMessage.at(run) + (number - this.#firsts.at(run)),
    };
  }

  /** Bytes that the lists take. */
  get bytes(): number {
    const lists = [this.headEnds, this.webSocketFrames, this.#firsts, this.#firstsOfMessage];
    return lists.reduce((sum, each) => sum + each.bytes, 8 * this.#messages.length);
  }
}
