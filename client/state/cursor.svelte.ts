/**
 * The one position that all views show: how many bytes of the capture have been received, and the time. The time says
 * more than the byte only in a silence, when it passes and no byte comes.
 */
import { nextStop, previousStop } from '../../lessons/protocol/stops.ts';
import type { Recording } from './recording.svelte.ts';

export const UNITS = ['byte', 'line', 'chunk', 'event'] as const;
export type Unit = (typeof UNITS)[number];

export const SPEEDS = [0.1, 1, 10] as const;
export type Speed = (typeof SPEEDS)[number];

/** Milliseconds between two moments that are shown of a silence: nothing moves in it but the time. */
const SILENT_PACE = 100;

export class Cursor {
  readonly #recording: Recording;
  /** The latest time there is to show, in milliseconds since the run began; Infinity when time may go on for ever. */
  readonly #horizon: () => number;
  /** The time of the latest thing to see. */
  readonly #end: () => number;
  #offset = $state(0);
  #at = $state(0);
  #playing = $state(false);
  #lastFrame: number | null = null;
  /** Whether it is at the end of a run that is over, and goes on with what comes late: the last bytes may follow their end. */
  #follows = $state(false);
  unit = $state<Unit>('line');
  speed = $state<Speed>(1);

  constructor(recording: Recording, horizon: () => number, end: () => number) {
    this.#recording = recording;
    this.#horizon = horizon;
    this.#end = end;
  }

  /** Bytes received at the cursor, 0 to the length of the capture. */
  get offset(): number {
    return this.#offset;
  }
  /** Milliseconds since the run began. */
  get at(): number {
    return this.#at;
  }
  get playing(): boolean {
    return this.#playing;
  }

  /** Whether it goes on by itself, so that it wants frames. */
  get moves(): boolean {
    return this.#playing || (this.#follows && this.#offset < this.#recording.dissection.capture.length);
  }

  /** Puts the cursor after the first `offset` bytes, at the moment the last of them arrived. */
  goTo(offset: number): void {
    const { capture } = this.#recording.dissection;
    this.#offset = Math.min(Math.max(0, offset), capture.length);
    this.#at = this.#offset === 0 ? 0 : (capture.arrivalAt(this.#offset - 1)?.at ?? 0);
  }

  /** Puts the cursor at a time: all bytes that had arrived by then have been received. */
  goToTime(at: number): void {
    this.#at = Math.max(0, at);
    this.#offset = this.#recording.dissection.capture.lengthAt(this.#at);
  }

  step(direction: 1 | -1, unit: Unit = this.unit): void {
    this.pause();
    const { dissection } = this.#recording;
    const stop =
      direction === 1
        ? nextStop(dissection, unit, this.#offset)
        : previousStop(dissection, unit, this.#offset);
    if (stop !== null) this.goTo(stop);
    else if (direction === -1) this.goTo(0);
  }

  toStart(): void {
    this.pause();
    this.goTo(0);
  }

  /** The end of what was recorded; while a stream is live, or about to be, the cursor then goes on with it. */
  toEnd(): void {
    this.goToTime(this.#end());
    if (this.#recording.growing) this.play();
    else this.#follows = true;
  }

  play(): void {
    this.#follows = false;
    this.#lastFrame = null;
    this.#playing = true;
  }

  pause(): void {
    this.#follows = false;
    this.#playing = false;
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  slower(): void {
    this.speed = SPEEDS[Math.max(0, SPEEDS.indexOf(this.speed) - 1)] as Speed;
  }

  faster(): void {
    this.speed = SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(this.speed) + 1)] as Speed;
  }

  /**
   * Moves on by the time since the last frame, at the chosen speed. Returns the milliseconds until it moves again, if
   * nothing comes meanwhile.
   */
  frame(now: number): number {
    if (this.#follows && this.#offset < this.#recording.dissection.capture.length) {
      this.goToTime(Math.max(this.#at, this.#horizon()));
    }
    if (!this.#playing) return SILENT_PACE;
    this.#lastFrame ??= now;
    const passed = now - this.#lastFrame;
    const horizon = this.#horizon();
    const at = Math.min(this.#at + passed * this.speed, Math.max(horizon, this.#at));
    const { dissection, growing } = this.#recording;
    const silent = (growing || at < horizon) && dissection.capture.lengthAt(at) === this.#offset;
    if (silent && passed < SILENT_PACE) return Math.min(SILENT_PACE - passed, this.#untilNextByte(at));
    this.#lastFrame = now;
    this.goToTime(at);
    if (at >= horizon && !growing) {
      this.#playing = false;
      this.#follows = true;
    }
    return Math.min(SILENT_PACE, this.#untilNextByte(at));
  }

  /** From a time up to which all bytes have been received, at the chosen speed; Infinity when no more are recorded. */
  #untilNextByte(at: number): number {
    const next = this.#recording.dissection.capture.arrivalAt(this.#offset);
    return next === null ? Infinity : (next.at - at) / this.speed;
  }
}
