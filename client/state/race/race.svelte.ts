/** The race of clients at the cursor: what each has made of the same stream, held against the standard. */
import { untrack } from 'svelte';
import type { EventBlock } from '../../../lessons/protocol/event-tokens.ts';
import type { Made } from '../../../lessons/race/program.ts';
import { Race, type Difference } from '../../../lessons/race/race.ts';
import { split } from '../../../lessons/race/split.ts';
import { trim } from '../../../lessons/race/trim.ts';
import type { Agreement } from '../agreement.ts';
import { endOf, type Bytes } from '../marked.ts';
import type { Playground } from '../playground.svelte.ts';
import { library } from './eventsource-parser.ts';
import { Fetched } from './fetched.svelte.ts';

const PROGRAMS = { split, trim, 'eventsource-parser': library };
type ProgramName = keyof typeof PROGRAMS;
export type ClientName = ProgramName | 'EventSource' | 'fetch';

/** What a client made of an event: another one, none, or nothing yet. */
export type Cell = 'same' | 'missing' | 'not yet' | Made;

/** Where a client differs for the first time. */
export interface First {
  readonly kind: Difference['kind'];
  readonly number: number;
  readonly bytes: Bytes;
  /** Where the cursor has to be for it to show. */
  readonly at: number;
}

/** A client at the cursor. */
export interface Runner {
  readonly name: ClientName;
  readonly cell: (number: number) => Cell;
  /** What it made besides, after the event with this number. */
  readonly extras: (number: number) => readonly Made[];
  readonly first: First | null;
}

export class ClientRace {
  readonly #playground: Playground;
  #fetched = $state.raw<Fetched | null>(null);

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  readonly #race = $derived.by(() => {
    const { recording } = this.#playground;
    void recording.generation;
    return new Race(
      untrack(() => recording.dissection),
      PROGRAMS,
      () => new TextDecoder(),
    );
  });
  /** It grows in place: a new object says that it has. */
  readonly #followed = $derived.by(() => {
    void this.#playground.recording.dissection;
    this.#race.follow();
    this.#fetched?.agreement.compare();
    return { race: this.#race };
  });

  /** In how many writes the lab wrote the content, and in how many reads fetch got it. */
  readonly reads = $derived.by(() => ({
    written: this.#followed.race.reads,
    fetched: this.#fetched?.reads ?? 0,
  }));

  /** Whether the cursor is past the end of the race: a bound was reached. */
  readonly over = $derived.by(() => {
    const { over } = this.#followed.race;
    return over !== null && this.#playground.cursor.offset > over;
  });

  readonly runners: readonly Runner[] = $derived.by(() => {
    const { recording } = this.#playground;
    const names = Object.keys(PROGRAMS) as ProgramName[];
    const isOver = !recording.growing;
    return [
      ...names.map((name) => this.#program(name)),
      this.#browser('EventSource', recording.agreement, isOver),
      this.#browser('fetch', this.#fetched?.agreement ?? null, isOver || (this.#fetched?.over ?? false)),
    ];
  });

  /** Lets fetch read along with the run that is recorded. Returns what lets go of it. */
  readAlong(): () => void {
    const { recording } = this.#playground;
    const { scenario, url, dissection } = recording;
    if (scenario === null || url === null) return () => {};
    const fetched = new Fetched(dissection, scenario, url);
    this.#fetched = fetched;
    return () => {
      fetched.stop();
    };
  }

  event(number: number): EventBlock {
    return this.#playground.recording.dissection.events.at(number - 1);
  }

  /** Puts the cursor where a difference shows, and marks its bytes. */
  show({ bytes, at }: Pick<First, 'bytes' | 'at'>): void {
    const { cursor, selection } = this.#playground;
    cursor.pause();
    cursor.goTo(at);
    selection.pin(endOf(bytes) - 1, bytes);
  }

  #program(name: ProgramName): Runner {
    const { race } = this.#followed;
    const { offset } = this.#playground.cursor;
    const at = (number: number) => race.differencesAt(name, number).filter((each) => each.at <= offset);
    const [first] = race.differencesOf(name);
    return {
      name,
      cell: (number) => {
        const own = at(number).find(({ kind }) => kind !== 'extra');
        if (own) return own.made ?? 'missing';
        const read = this.#readEnd(number);
        return read > offset || (race.over !== null && read > race.over) ? 'not yet' : 'same';
      },
      extras: (number) =>
        at(number).flatMap(({ kind, made }) => (kind === 'extra' && made !== null ? [made] : [])),
      first:
        first && first.at <= offset
          ? { ...first, bytes: first.kind === 'extra' ? first.read : this.event(first.number) }
          : null,
    };
  }

  /** One of the browser's own: what it dispatched is known by number alone. */
  #browser(name: 'EventSource' | 'fetch', agreement: Agreement | null, isOver: boolean): Runner {
    const dispatched = this.#playground.moment.dispatched;
    const compared = agreement?.compared ?? 0;
    const differs = agreement?.firstDiffering ?? null;
    const number = differs ?? (isOver && agreement ? compared + 1 : Infinity);
    const kind = differs === null ? 'missing' : 'differs';
    return {
      name,
      cell: (each) => {
        if (each > compared) return isOver && agreement ? 'missing' : 'not yet';
        const other = agreement?.other(each) ?? 'same';
        return other === 'missed' ? 'missing' : other;
      },
      extras: () => [],
      first:
        number <= dispatched
          ? { kind, number, bytes: this.event(number), at: this.event(number).endAt ?? 0 }
          : null,
    };
  }

  /** Absolute offset after the content of the read that dispatched the event. */
  #readEnd(number: number): number {
    const { capture } = this.#playground.recording.dissection;
    const { axis, endAt } = this.event(number);
    const arrival = capture.arrivalAt((endAt ?? 0) - 1);
    return arrival === null ? 0 : axis.after(axis.countBefore(arrival.end));
  }
}
