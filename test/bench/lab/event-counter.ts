/** Counts the events in the bytes of one connection, and says how old each is. */
const BLANK_LINE = Buffer.from('\n\n');
const LF = 0x0a;
const Z = 0x5a;
/** Characters of the time of day before the Z of an ISO 8601 time: `12:34:56.789`. */
const TIME_OF_DAY = 12;
const DAY = 86_400_000;

/** Called with the milliseconds since the time in an event. */
export type Aged = (milliseconds: number) => void;

export class EventCounter {
  #afterLf = false;
  readonly #aged: Aged;

  constructor(aged: Aged) {
    this.#aged = aged;
  }

  /**
   * How many events end in `bytes`, which were read at `now`. A head has no blank line of two LF, and a chunk holds a
   * whole event, so the framing need not be read. A time that two reads share is not taken.
   */
  read(bytes: Buffer, now: number): number {
    let events = 0;
    let at = 0;
    if (this.#afterLf && bytes[0] === LF) {
      events++;
      at = 1;
    }
    for (;;) {
      at = bytes.indexOf(BLANK_LINE, at);
      if (at === -1) break;
      events++;
      at += 2;
    }
    this.#afterLf = bytes.at(-1) === LF && !(bytes.length > 1 && bytes.at(-2) === LF);
    for (at = bytes.indexOf(Z); at !== -1; at = bytes.indexOf(Z, at + 1)) {
      const time = at < TIME_OF_DAY ? NaN : timeOfDay(bytes, at - TIME_OF_DAY);
      if (!Number.isNaN(time)) this.#aged((((now - time) % DAY) + DAY) % DAY);
    }
    return events;
  }
}

/** Milliseconds since midnight; NaN where there is no time. By hand, as Date.parse takes longer than all else here. */
function timeOfDay(bytes: Buffer, at: number): number {
  const digit = (place: number): number => {
    const value = (bytes[at + place] as number) - 0x30;
    return value >= 0 && value <= 9 ? value : NaN;
  };
  const two = (place: number): number => digit(place) * 10 + digit(place + 1);
  return two(0) * 3_600_000 + two(3) * 60_000 + two(6) * 1000 + two(9) * 10 + digit(11);
}
