/** The bench: a scenario of the learner's own, as text that can be edited and as switches that edit it. */
import '../io/no-eval.ts';
import type { Mistake } from '../../lessons/catalog/mistake.ts';
import { GALLERY } from '../../lessons/scenario/gallery.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { load, save } from '../io/storage.ts';
import { readScenario, writeScenario } from './scenario-text.ts';

const KEY = 'bench';

export interface Switch {
  readonly name: string;
  readonly says: string;
  readonly set: Partial<Scenario>;
}

/** What a scenario may have or not. Each is off when its keys are not there. */
export const SWITCHES: readonly Switch[] = [
  { name: 'Head not flushed', says: 'The head waits for the first content.', set: { flush: false } },
  { name: 'Byte order mark', says: 'EF BB BF before the first byte.', set: { bom: true } },
  {
    name: 'Cut every 3 bytes',
    says: 'Pieces of 3 bytes, 60 ms apart.',
    set: { split: { bytes: 3, gap: 60 } },
  },
  { name: 'Heartbeats', says: 'A comment after a second of silence.', set: { heartbeat: 1000 } },
  {
    name: 'Proxy holds 100 bytes',
    says: 'Content goes on when 100 bytes have come.',
    set: { proxy: { buffer: 100 } },
  },
  {
    name: 'Proxy cuts after 1 s',
    says: 'A second of silence ends the connection.',
    set: { proxy: { idle: 1000 } },
  },
  { name: 'Resume', says: 'A reconnection goes on after its Last-Event-ID.', set: { resume: true } },
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

export class Bench {
  #text = $state('');
  readonly #read = $derived(readScenario(this.#text));

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

  /** Shows a text that came by a link. What was kept stays so until this one is changed. */
  show(text: string): void {
    this.#text = text;
  }

  take(scenario: Scenario): void {
    this.text = writeScenario(scenario);
  }

  isOn({ set }: Switch): boolean {
    const { scenario } = this;
    return (
      scenario !== null &&
      Object.entries(set).every(([name, value]) => {
        const own = scenario[name as keyof Scenario];
        if (typeof value !== 'object' || typeof own !== 'object')
          return own !== undefined && typeof own === typeof value;
        return Object.keys(value).every((key) => key in own);
      })
    );
  }

  flip(which: Switch): void {
    const { scenario } = this;
    if (scenario === null) return;
    const changed: Record<string, unknown> = { ...scenario };
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

  choice(name: ChoiceName): string {
    return this.scenario?.[name] ?? CHOICES[name][0];
  }

  choose(name: ChoiceName, value: string): void {
    const { scenario } = this;
    if (scenario === null) return;
    const isStandard = value === CHOICES[name][0] && name !== 'then';
    this.text = writeScenario({ ...scenario, [name]: isStandard ? undefined : value });
  }
}
