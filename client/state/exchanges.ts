/**
 * What happens between the bytes: messages begin, their heads are complete, they end, connections end. It is followed
 * as it comes, so that whoever shows it need not look through the capture at every byte.
 */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Message } from '../../lessons/protocol/message.ts';

export class Exchanges {
  readonly dissection: Dissection;
  /** By connection, the time at which the first side ended it, in milliseconds since the run began. */
  readonly closings = new Map<number, number>();
  #arrivals = 0;
  #messages = 0;
  #heads = 0;
  #open: readonly Message[] = [];

  constructor(dissection: Dissection) {
    this.dissection = dissection;
    this.follow();
  }

  /** Reads on to the last arrival. Whether something of this has happened since. */
  follow(): boolean {
    const { capture, messages, headEnds } = this.dissection;
    const ended = this.closings.size;
    for (; this.#arrivals < capture.arrivals.length; this.#arrivals += 1) {
      const arrival = capture.arrivals.at(this.#arrivals);
      if (arrival?.ending && !this.closings.has(arrival.connection)) {
        this.closings.set(arrival.connection, arrival.at);
      }
    }
    const begun = messages.length > this.#messages;
    const open = (begun ? messages : this.#open).filter((message) => message.open);
    const happened =
      begun || open.length < this.#open.length || headEnds.length > this.#heads || this.closings.size > ended;
    this.#messages = messages.length;
    this.#heads = headEnds.length;
    this.#open = open;
    return happened;
  }
}
