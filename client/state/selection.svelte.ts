/** The byte that the learner points at, or has selected; every view marks what it belongs to. */
import type { Cursor } from './cursor.svelte.ts';
import { meet, startOf, type Bytes } from './marked.ts';
import type { Recording } from './recording.svelte.ts';

interface Pinned extends Pick {
  /** It holds while the cursor is here; null: wherever the cursor goes. */
  readonly whileAt: number | null;
}

interface Pick {
  readonly offset: number;
  /** Set when something larger than the byte's own token was meant, such as a whole event. */
  readonly bytes: Bytes | null;
}

export class Selection {
  readonly #recording: Recording;
  readonly #cursor: Cursor;
  #pointed = $state.raw<Pick | null>(null);
  #pinned = $state.raw<Pinned | null>(null);

  constructor(recording: Recording, cursor: Cursor) {
    this.#recording = recording;
    this.#cursor = cursor;
  }

  readonly #held = $derived.by(() => {
    const pinned = this.#pinned;
    return pinned && (pinned.whileAt === null || pinned.whileAt === this.#cursor.offset) ? pinned : null;
  });
  readonly #pick = $derived(this.#pointed ?? this.#held);

  /** The byte that stays selected when nothing is pointed at. */
  readonly pinned = $derived(this.#held?.offset ?? null);

  /** Absolute offset of the byte in question; null when there is none. */
  readonly offset = $derived(this.#pick?.offset ?? null);

  /** The tokens that this byte belongs to, layer by layer. */
  readonly found = $derived.by(() => {
    const { dissection } = this.#recording;
    return this.offset === null || this.offset >= dissection.capture.length
      ? null
      : dissection.at(this.offset);
  });

  /** What is marked: the token itself, and more faintly what it is a part of. */
  readonly marks = $derived.by(() => {
    if (!this.#pick || !this.found?.leaf) return null;
    const { leaf, line, chunk } = this.found;
    const strong = this.#pick.bytes ?? leaf;
    const around = this.#pick.bytes ? null : leaf.layer === 'chunked' ? chunk : line;
    return { offset: this.#pick.offset, strong, weak: around };
  });

  /** Whether one of these bytes is marked. */
  touches(bytes: Bytes): boolean {
    return this.marks !== null && meet(this.marks.strong, bytes);
  }

  /** The learner points at a byte, or at all of `bytes`; null when they point at nothing. */
  point(offset: number | null, bytes: Bytes | null = null): void {
    if (offset === this.#pointed?.offset && bytes === this.#pointed.bytes) return;
    this.#pointed = offset === null ? null : { offset, bytes };
  }

  /** Selects a byte, or all of `bytes`, until the cursor moves on. */
  pin(offset: number, bytes: Bytes | null = null): void {
    this.#pinned = { offset, bytes, whileAt: this.#cursor.offset };
  }

  /** Selects all of `bytes` until something else is selected. */
  mark(bytes: Bytes): void {
    if ('axis' in bytes || bytes.length > 0) {
      this.#pinned = { offset: startOf(bytes), bytes, whileAt: null };
    }
  }

  clear(): void {
    this.#pointed = null;
    this.#pinned = null;
  }
}
