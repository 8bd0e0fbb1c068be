/** The bench: a scenario of the learner's own, as text that can be edited and as switches that edit it. */
import '../io/no-eval.ts';
import type { Mistake } from '../../lessons/catalog/mistake.ts';
import { GALLERY } from '../../lessons/scenario/gallery.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { labTlsOrigin, sharedLabOrigin } from '../io/lab.ts';
import { type RunProblem } from '../io/api.ts';
import { createRun } from '../io/run.ts';
import { load, save } from '../io/storage.ts';
import { BENCH } from '../words/bench.ts';
import { curlFor } from './curl.ts';
import { readDraft, readScenario, writeScenario, type Draft } from './scenario-text.ts';

const KEY = 'bench';

export interface Switch {
  readonly name: string;
  readonly says: string;
  readonly set: Partial<Scenario>;
}

/** What a scenario may have or not. Each is off when its keys are not there. */
export const SWITCHES: readonly Switch[] = [
  { ...BENCH.flush, set: { flush: false } },
  { ...BENCH.bom, set: { bom: true } },
  { ...BENCH.split, set: { split: { bytes: 3, gap: 60 } } },
  { ...BENCH.heartbeat, set: { heartbeat: 1000 } },
  { ...BENCH.buffer, set: { proxy: { buffer: 100 } } },
  { ...BENCH.idle, set: { proxy: { idle: 1000 } } },
  { ...BENCH.resume, set: { resume: true } },
];

/** What a scenario has one of. The first is what holds when nothing is said. */
export const CHOICES = {
  protocol: ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2'],
  framing: ['chunked', 'length', 'close'],
  lineEnd: ['lf', 'cr', 'crlf', 'mixed'],
  gzip: ['none', 'hold', 'flush'],
  then: ['hold', 'end', 'cut', 'reset'],
} as const;
export type ChoiceName = keyof typeof CHOICES;

const STANDARD = GALLERY[0]?.streams[0];

/** A command for the scenario that a text said; or why there is none. */
type Command = { readonly of: string } & ({ readonly curl: string } | RunProblem);

export class Bench {
  #text = $state('');
  readonly #read = $derived(readScenario(this.#text));
  /** What the switches change: they work, too, while what the text says does not fit together. */
  readonly #draft = $derived(readDraft(this.#text));
  #command = $state.raw<Command | null>(null);

  constructor() {
    const kept = load(KEY);
    this.#text = typeof kept === 'string' ? kept : STANDARD ? writeScenario(STANDARD.scenario) : '';
  }

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
    save(KEY, text);
  }

  /** What the text says; null while it says none. */
  get scenario(): Scenario | null {
    return 'value' in this.#read ? this.#read.value : null;
  }
  get mistakes(): readonly Mistake[] {
    return 'value' in this.#read ? [] : this.#read.mistakes;
  }
  get changeable(): boolean {
    return this.#draft !== null;
  }

  /** What was made of this text by `makeCommand`. */
  get command(): Command | null {
    return this.#command?.of === this.#text ? this.#command : null;
  }

  /** Gives the scenario to the lab, and makes a command that plays it: no address but that of a run says all there is. */
  async makeCommand(): Promise<Command | null> {
    const { scenario, text } = this;
    if (scenario === null) return null;
    const created = await createRun(scenario);
    if ('what' in created) {
      this.#command = { of: text, ...created };
    } else {
      const { labPort, labTlsPort, stream } = created;
      const origin = scenario.protocol === 'HTTP/2' ? labTlsOrigin(labTlsPort) : sharedLabOrigin(labPort);
      this.#command = { of: text, curl: curlFor(scenario, origin + stream) };
    }
    return this.#command;
  }

  /** Shows a text that came by a link. What was kept stays so until this one is changed. */
  show(text: string): void {
    this.#text = text;
  }

  take(scenario: Scenario): void {
    this.text = writeScenario(scenario);
  }

  isOn({ set }: Switch): boolean {
    const draft = this.#draft;
    return (
      draft !== null &&
      Object.entries(set).every(([name, value]) => {
        const own = draft[name];
        if (typeof value !== 'object' || typeof own !== 'object' || own === null)
          return own !== undefined && typeof own === typeof value;
        return Object.keys(value).every((key) => key in own);
      })
    );
  }

  flip(which: Switch): void {
    const draft = this.#draft;
    if (draft === null) return;
    const changed: Record<string, unknown> = { ...draft };
    const on = this.isOn(which);
    for (const [name, value] of Object.entries(which.set)) {
      if (typeof value !== 'object') {
        changed[name] = on ? undefined : value;
        continue;
      }
      const own: Record<string, unknown> = { ...(changed[name] as object | undefined) };
      for (const [key, inner] of Object.entries(value)) own[key] = on ? undefined : inner;
      changed[name] = Object.values(own).every((each) => each === undefined) ? undefined : own;
    }
    this.text = writeScenario(changed);
  }

  /** What there is to choose from: HTTP/1.0 has no chunks, and HTTP/2 no framing but its own. */
  options(name: ChoiceName): readonly string[] {
    if (name !== 'framing') return CHOICES[name];
    const protocol = this.choice('protocol');
    return protocol === 'HTTP/2' ? [] : protocol === 'HTTP/1.0' ? ['close', 'length'] : CHOICES.framing;
  }

  choice(name: ChoiceName): string {
    const own = this.#draft?.[name];
    return typeof own === 'string' ? own : (this.options(name)[0] ?? '');
  }

  choose(name: ChoiceName, value: string): void {
    const draft = this.#draft;
    if (draft === null) return;
    const isStandard = value === this.options(name)[0] && name !== 'then';
    const changed: Draft = { ...draft, [name]: isStandard ? undefined : value };
    if (name === 'protocol' && value === 'HTTP/2') changed['framing'] = undefined;
    this.text = writeScenario(changed);
  }
}
