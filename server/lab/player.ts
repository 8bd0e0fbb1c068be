/**
 * Plays a script on a connection, act by act: an act begins when the one before it is done, which for a write is when
 * the operating system has taken it. That is back-pressure, and it keeps the writes apart: what is written while an
 * earlier write is under way, Node would put into one write with it.
 */
import type { Act } from '../../lessons/scenario/act.ts';
import type { Pen } from './pen.ts';

export interface PlayBounds {
  /** Bytes of content, after which the answer is ended. */
  readonly bytes: number;
  /** Milliseconds, after which it is ended. */
  readonly time: number;
}

/**
 * Milliseconds between the last write and a reset: a reset takes with it what the other side has not read yet, and some
 * systems tell a reset that comes together with bytes as an end.
 */
const BEFORE_RESET = 10;

/** Milliseconds by which acts may be late, and are made up for. */
const STALL = 1000;

/** Writes without a wait, after which the other connections have their turn. */
const MOST_IN_A_ROW = 16;

const NO_EXTENSIONS = [] as const;

export class Player {
  readonly #acts: Iterator<Act>;
  readonly #pen: Pen;
  readonly #bounds: PlayBounds;
  readonly #ends: number;
  #bytes = 0;
  /** When the act that comes next is due, on `performance.now()`'s clock: so that a late timer makes no later ones. */
  #due: number;
  #timer: NodeJS.Timeout | null = null;
  #over = false;
  /** Writes since the last wait. */
  #inARow = 0;
  readonly #failed: (error: unknown) => void;

  /** Begins after `delay` milliseconds. `failed` is told what the pen throws; nothing is played after that. */
  constructor(
    acts: Iterator<Act>,
    pen: Pen,
    bounds: PlayBounds,
    delay: number,
    failed: (error: unknown) => void,
  ) {
    this.#acts = acts;
    this.#pen = pen;
    this.#bounds = bounds;
    this.#failed = failed;
    this.#due = performance.now();
    this.#ends = this.#due + bounds.time;
    if (delay > 0) this.#wait(delay, this.#begin);
    else this.#begin();
  }

  /** Does nothing any more: there is nobody left to play to. */
  stop(): void {
    this.#over = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#acts.return?.();
  }

  /** Ends the answer now, in order. */
  end(): void {
    if (this.#over) return;
    this.stop();
    this.#pen.end();
  }

  readonly #begin = (): void => {
    try {
      this.#pen.begin();
      this.#act();
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #next = (): void => {
    try {
      this.#act();
    } catch (error) {
      this.#fail(error);
    }
  };

  #act(): void {
    if (this.#over) return;
    const next = this.#acts.next();
    if (next.done === true) return;
    const act = next.value;
    switch (act.do) {
      case 'wait':
        this.#wait(act.ms, this.#next);
        break;
      case 'write':
        this.#bytes += act.bytes.length;
        this.#pen.write(act.bytes, act.extensions ?? NO_EXTENSIONS, this.#written);
        break;
      case 'raw':
        this.#bytes += act.bytes.length;
        this.#pen.raw(act.bytes, this.#written);
        break;
      case 'hold':
        this.#wait(this.#bounds.time, this.#next);
        break;
      case 'reset':
        this.stop();
        this.#timer = setTimeout(() => this.#pen.reset(), BEFORE_RESET);
        break;
      default:
        this.stop();
        this.#pen[act.do]();
    }
  }

  #fail(error: unknown): void {
    this.stop();
    this.#failed(error);
  }

  readonly #written = (): void => {
    // A long script without waits must not keep the other connections from their turn.
    if (this.#bytes > this.#bounds.bytes) setImmediate(this.#exhausted);
    else if (++this.#inARow < MOST_IN_A_ROW) this.#next();
    else setImmediate(this.#inTurn);
  };

  readonly #inTurn = (): void => {
    this.#inARow = 0;
    this.#next();
  };

  readonly #exhausted = (): void => {
    this.end();
  };

  #wait(ms: number, then: () => void): void {
    this.#inARow = 0;
    const now = performance.now();
    this.#due += ms;
    // After a long stall time goes on from now: what was missed is not made up for in a burst.
    if (now - this.#due > STALL) this.#due = now;
    const until = Math.min(this.#due, this.#ends);
    this.#timer = setTimeout(until < this.#due ? this.#exhausted : then, until - now);
  }
}
