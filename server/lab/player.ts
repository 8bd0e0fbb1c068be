/**
 * Plays a script on a connection, act by act: an act begins when the one before it is done, which for a write is when
 * the operating system has taken it. That is back-pressure, and it keeps the writes apart: what is written while an
 * earlier write is under way, Node would put into one write with it.
 */
import type { Act } from '../../lessons/scenario/act.ts';
import { callAt, dontCall, type Due } from './moments.ts';
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

/** What is to be done at the moment that is waited for. */
type Then = 'begin' | 'go on' | 'end' | 'reset';

/** One for each stream, of which there may be thousands: it keeps no timer, no closure and no part of a millisecond. */
export class Player implements Due {
  readonly #acts: Iterator<Act>;
  readonly #pen: Pen;
  readonly #bounds: PlayBounds;
  readonly #failed: (error: unknown) => void;
  readonly #ends: number;
  #bytes = 0;
  /** When the act that comes next is due, on `performance.now()`'s clock: so that a late timer makes no later ones. */
  #due: number;
  /** Null when nothing is waited for. */
  #then: Then | null = null;
  #moment = 0;
  #over = false;
  /** Writes since the last wait. */
  #inARow = 0;

  /** Begins after `delay` milliseconds. `failed` is told what the pen throws; the answer is broken off then. */
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
    this.#due = Math.round(performance.now());
    this.#ends = this.#due + bounds.time;
    if (delay > 0) this.#wait(delay, 'begin');
    else this.#do('begin');
  }

  /** Does nothing any more: there is nobody left to play to. */
  stop(): void {
    this.#over = true;
    if (this.#then !== null) dontCall(this.#moment, this);
    this.#then = null;
    this.#acts.return?.();
  }

  /** Ends the answer now, in order. */
  end(): void {
    this.finish('end');
  }

  /** Ends the answer now; its head goes before, where that was still to come. */
  finish(how: 'end' | 'cut' | 'reset'): void {
    if (this.#over) return;
    const early = this.#then === 'begin';
    this.stop();
    if (early) this.#pen.begin();
    if (how === 'reset') this.#callAt(performance.now() + BEFORE_RESET, 'reset');
    else this.#pen[how]();
  }

  due(): void {
    const then = this.#then;
    this.#then = null;
    if (then !== null) this.#do(then);
  }

  #do(what: Then): void {
    try {
      if (what === 'end') {
        this.end();
      } else if (what === 'reset') {
        this.#pen.reset();
      } else {
        if (what === 'begin') this.#pen.begin();
        this.#act();
      }
    } catch (error) {
      this.stop();
      this.#failed(error);
      this.#pen.reset();
    }
  }

  #act(): void {
    if (this.#over) return;
    const next = this.#acts.next();
    if (next.done === true) return;
    const act = next.value;
    switch (act.do) {
      case 'wait':
        this.#wait(act.ms, 'go on');
        break;
      case 'write':
        this.#bytes += act.bytes.length;
        this.#pen.write(act.bytes, act.extensions ?? NO_EXTENSIONS, () => {
          this.#written();
        });
        break;
      case 'raw':
        this.#bytes += act.bytes.length;
        this.#pen.raw(act.bytes, () => {
          this.#written();
        });
        break;
      case 'hold':
        this.#wait(this.#bounds.time, 'go on');
        break;
      default:
        this.finish(act.do);
    }
  }

  #written(): void {
    // A long script without waits must not keep the other connections from their turn.
    if (this.#bytes > this.#bounds.bytes) setImmediate(inTurn, this, 'end');
    else if (++this.#inARow < MOST_IN_A_ROW) this.#do('go on');
    else setImmediate(inTurn, this, 'go on');
  }

  /** The others have had their turn. */
  turn(what: 'end' | 'go on'): void {
    this.#inARow = 0;
    this.#do(what);
  }

  #wait(ms: number, then: Then): void {
    this.#inARow = 0;
    const now = performance.now();
    this.#due += ms;
    // After a long stall time goes on from now: what was missed is not made up for in a burst.
    if (now - this.#due > STALL) this.#due = Math.round(now);
    if (this.#due > this.#ends) this.#callAt(this.#ends, 'end');
    else this.#callAt(this.#due, then);
  }

  #callAt(time: number, then: Then): void {
    this.#then = then;
    this.#moment = callAt(time, this);
  }
}

const inTurn = (player: Player, what: 'end' | 'go on'): void => {
  player.turn(what);
};
