/** The steps of an answer as acts, in order: events become lines, repeats are unrolled, the BOM comes first. */
import type { Answer, Repeat } from '../schema/scenario.ts';
import type { Act, Wait } from './act.ts';
import { actOf, type ActOf } from './act-of.ts';
import type { Position } from './resume.ts';

const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);

/** One for each stream, of which there may be thousands: it keeps its place, and no more than that. */
export class StepsAsActs implements IterableIterator<Act> {
  readonly #answer: Answer;
  readonly #actOf: ActOf;
  #step: number;
  #round: number;
  #inner: number;
  #bom: boolean;
  /** Whether the pause before the round has been made. */
  #paused = true;
  #ended = false;

  /** `from`: where to begin. `time`: the time now, as ISO 8601. */
  constructor(answer: Answer, from: Position, time: () => string) {
    this.#answer = answer;
    this.#actOf = actOf(answer.lineEnd, time);
    this.#step = from.step;
    this.#round = from.round;
    this.#inner = from.inner;
    this.#bom = answer.bom === true;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Act, undefined> {
    const value = this.#next();
    return value === null ? { done: true, value: undefined } : { done: false, value };
  }

  return(): IteratorResult<Act, undefined> {
    this.#ended = true;
    return { done: true, value: undefined };
  }

  #next(): Act | null {
    if (this.#ended) return null;
    if (this.#bom) {
      this.#bom = false;
      return { do: 'write', bytes: BOM };
    }
    for (;;) {
      const step = this.#answer.steps[this.#step];
      if (step === undefined) {
        this.#ended = true;
        return { do: this.#answer.then };
      }
      if (!('repeat' in step)) {
        this.#step += 1;
        return this.#actOf.step(step);
      }
      const act = this.#inRepeat(step.repeat);
      if (act !== null) return act;
      this.#step += 1;
      this.#round = this.#inner = 0;
      this.#paused = true;
    }
  }

  /** Null after the last round. */
  #inRepeat(repeat: Repeat): Act | null {
    const { times = Infinity, from = 1, steps } = repeat;
    if (this.#inner === steps.length) {
      this.#inner = 0;
      this.#round += 1;
      this.#paused = false;
    }
    if (this.#round >= times) return null;
    if (!this.#paused) {
      this.#paused = true;
      const pause = pauseOf(repeat);
      if (pause !== null) return pause;
    }
    const step = steps[this.#inner] as Repeat['steps'][number];
    this.#inner += 1;
    return this.#actOf.stepInRound(step, from + this.#round);
  }
}

const pauses = new WeakMap<Repeat, Wait | 'none'>();

/** What is waited from the last step of a round to the next round. */
function pauseOf(repeat: Repeat): Wait | null {
  let pause = pauses.get(repeat);
  if (pause === undefined) {
    const waits = repeat.steps.reduce((sum, step) => sum + ('wait' in step ? step.wait : 0), 0);
    const ms = (repeat.every ?? 0) - waits;
    pause = ms > 0 ? { do: 'wait', ms } : 'none';
    pauses.set(repeat, pause);
  }
  return pause === 'none' ? null : pause;
}
