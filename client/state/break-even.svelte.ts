/** The table of a break-even: the learner's own numbers, and the heads that were measured in a run of the step. */
import { bytesOf, headsIn, hoursOf, verdictOn, wakeUpsOf } from '../../lessons/delivery/break-even.ts';
import {
  BREAK_EVEN_FIELDS,
  breakEvenRule,
  type BreakEven,
  type BreakEvenField,
} from '../../lessons/schema/break-even-fields.ts';
import { play } from '../../lessons/trial/play.ts';
import { BREAK_EVEN } from '../words/break-even.ts';
import type { Playground } from './playground.svelte.ts';

/** As short as heads can be: those of a run without a network. */
const SHORTEST = headsIn(play({ steps: [], then: 'hold' }));

export class BreakEvenTable {
  readonly #playground: Playground;
  #numbers = $state.raw<BreakEven>({ rate: 0, size: 1, poll: 1, heartbeat: 0, clients: 1 });
  /** What stands in the fields that hold no such number. */
  #refused = $state.raw<Partial<Record<BreakEvenField, string>>>({});

  constructor(playground: Playground, numbers: BreakEven) {
    this.#playground = playground;
    this.#numbers = numbers;
  }

  /** The last numbers that were right. */
  get numbers(): BreakEven {
    return this.#numbers;
  }

  /** What stands in a field. */
  textOf(field: BreakEvenField): string {
    return this.#refused[field] ?? String(this.#numbers[field]);
  }

  /** The rule that a field breaks; null when it breaks none. */
  problemOf(field: BreakEvenField): string | null {
    return this.#refused[field] === undefined ? null : BREAK_EVEN.problem(breakEvenRule(field));
  }

  set(field: BreakEvenField, text: string): void {
    const { least, most } = BREAK_EVEN_FIELDS[field];
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
    const { [field]: _, ...refused } = this.#refused;
    if (number >= least && number <= most) {
      this.#refused = refused;
      this.#numbers = { ...this.#numbers, [field]: number };
    } else this.#refused = { ...refused, [field]: text };
  }

  readonly #measured = $derived.by(() => {
    const { foreign, recording } = this.#playground;
    return foreign ? null : headsIn(recording.dissection);
  });

  /** Whether the heads are those of a run; else of one without a network. */
  readonly measured = $derived(this.#measured !== null);
  readonly heads = $derived((this.#measured ?? SHORTEST) as NonNullable<typeof SHORTEST>);
  readonly hours = $derived(hoursOf(this.#numbers, this.heads));
  readonly verdicts = $derived({
    bytes: verdictOn(bytesOf, this.#numbers, this.heads),
    wakeUps: verdictOn(wakeUpsOf, this.#numbers, this.heads),
  });
}
