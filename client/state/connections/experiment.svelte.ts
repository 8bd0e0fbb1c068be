/** A workload on the page: how it can be changed, what the model makes of it, and the moment that is shown. */
import { BROWSERS, rulesOf, type PoolRules } from '../../../lessons/protocol/connection-pool/browsers.ts';
import { poolAt } from '../../../lessons/protocol/connection-pool/moment.ts';
import { shifted } from '../../../lessons/protocol/connection-pool/shifted.ts';
import { simulate } from '../../../lessons/protocol/connection-pool/simulate.ts';
import type { PoolRequest, PoolTimeline } from '../../../lessons/protocol/connection-pool/timeline.ts';
import type { Api, ServerEnding, Workload } from '../../../lessons/schema/workload.ts';
import { WORKLOADS } from '../../../lessons/workloads/gallery.ts';
import { protocolOf, withProtocol } from '../../../lessons/workloads/protocol.ts';
import type { NamedWorkload } from '../../../lessons/workloads/build.ts';
import { thisBrowser } from '../../io/browser.ts';
import { asPlayed, unplayableHere } from '../../io/real-run.ts';
import { load, save } from '../../io/storage.ts';
import { WORKLOAD } from '../../words/workload.ts';
import { newBatch, partsOf, withAction, withBatch } from './edit.ts';
import { confirm, type Confirmed } from './confirmed.ts';
import { momentsOf } from './moments.ts';
import { Real } from './real.svelte.ts';
import { readWorkload, writeWorkload } from '../workload-text.ts';

export type BrowserName = keyof typeof BROWSERS;

const KEY = 'connections';
const MOST_STEPS_BACK = 200;

/** So many pictures of a whole workload are as many as anyone can tell apart. */
const PICTURES = 2000;
/** Milliseconds after which a time is to be shown anew. */
const LONGEST_REST = 250;

export const NAMED: readonly NamedWorkload[] = WORKLOADS.flatMap(({ workloads }) => workloads);
const FIRST = NAMED[0] as NamedWorkload;

interface Version {
  readonly title: string;
  readonly workload: Workload;
}

export class Experiment {
  #versions = $state.raw<readonly Version[]>([{ title: FIRST.title, workload: FIRST.workload }]);
  #version = $state(0);
  #begun = false;
  #browser = $state<BrowserName>(thisBrowser() ?? 'chromium');
  #whatIf = $state.raw<Partial<PoolRules>>({});
  #results = $state.raw<Readonly<Record<string, Confirmed>>>({});
  #at = $state(0);
  #playing = $state(false);
  #frameAt: number | null = null;
  /** Whether time is that of a real run. */
  #following = $state(false);
  /** The request that is told about, by its key. */
  selected = $state<string | null>(null);
  readonly real = new Real();

  readonly #now: Version = $derived(this.#versions[this.#version] as Version);
  readonly title: string = $derived(this.#now.title);
  readonly workload: Workload = $derived(this.#now.workload);
  readonly parts = $derived(partsOf(this.workload));
  /** The one of the gallery that this is, unchanged. */
  readonly named: NamedWorkload | null = $derived(
    NAMED.find(({ workload }) => workload === this.workload) ?? null,
  );
  readonly unplayable = $derived(unplayableHere(this.workload));
  readonly rules: PoolRules = $derived({ ...rulesOf(BROWSERS[this.#browser]), ...this.#whatIf });

  readonly #predicted: PoolTimeline = $derived(this.predict(this.workload));

  /** What this browser has done with the same workload; null when it has not played it. */
  readonly seen: PoolTimeline | null = $derived(
    this.real.workload === this.workload && this.real.status !== 'none'
      ? this.real.timeline(this.#predicted)
      : null,
  );
  readonly #judged = $derived(
    this.seen && this.real.status === 'over' && !this.real.released ? this.real.judged(this.rules) : null,
  );
  readonly agreement = $derived(this.#judged?.agreement ?? null);

  /**
   * What the model predicts. Time 0 is that of the workload; the documents of its tabs come before. Once the workload has
   * been played, races are won as they were.
   */
  readonly timeline: PoolTimeline = $derived(this.#judged?.timeline ?? this.#predicted);

  /** Every moment at which something happens, in order. */
  readonly moments: readonly number[] = $derived(momentsOf(this.timeline, this.workload.until));

  /** What the model predicts of a workload; with the documents of its tabs, where this browser could play it. */
  predict(workload: Workload): PoolTimeline {
    if (unplayableHere(workload).length > 0) return simulate(workload, this.rules);
    const { workload: played, begins } = asPlayed(workload);
    return shifted(simulate(played, this.rules), begins);
  }

  /** How a workload came out when it was run here last, on this page; null: it was not, or not to its end. */
  resultOf(workload: Workload): Confirmed | null {
    return this.#results[JSON.stringify(workload)] ?? null;
  }

  /** Keeps how the run that is over came out. */
  keepResult(): void {
    const { agreement, workload, named } = this;
    if (agreement === null) return;
    const result = { agreeing: agreement.agreeing, starts: agreement.starts.length };
    this.#results = { ...this.#results, [JSON.stringify(workload)]: result };
    if (named) confirm(named.slug, result);
  }

  get browser(): BrowserName {
    return this.#browser;
  }
  set browser(browser: BrowserName) {
    this.#browser = browser;
    this.#whatIf = {};
  }

  /** Numbers that the learner has put in place of the browser's own. */
  get whatIf(): Partial<PoolRules> {
    return this.#whatIf;
  }
  /** The browser's own number takes its place again by being set. */
  suppose<K extends keyof PoolRules>(name: K, value: PoolRules[K]): void {
    const own: PoolRules[K] = rulesOf(BROWSERS[this.#browser])[name];
    const { [name]: _, ...rest } = this.#whatIf;
    this.#whatIf = value === own ? rest : { ...rest, [name]: value };
  }
  supposeNothing(): void {
    this.#whatIf = {};
  }

  /** The moment that is shown, in milliseconds. */
  get at(): number {
    return this.#at;
  }
  goTo(at: number): void {
    this.#at = Math.min(Math.max(0, at), this.workload.until);
  }

  get playing(): boolean {
    return this.#playing;
  }
  readonly atEnd: boolean = $derived(this.#at >= this.workload.until);

  play(): void {
    if (this.atEnd) this.#at = 0;
    this.#frameAt = null;
    this.#playing = true;
  }
  pause(): void {
    this.#playing = false;
  }
  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  /** Whether time goes on by itself, so that it wants frames. */
  get moves(): boolean {
    return this.#playing || this.#following || this.real.status === 'running';
  }

  /** Milliseconds for which a picture of the workload is as good as the next one. */
  readonly #rest: number = $derived(Math.min(this.workload.until / PICTURES, LONGEST_REST));

  /**
   * Time goes on, as in the run that is going on where there is one. Returns for how many milliseconds there is nothing
   * new to show.
   */
  frame(now: number): number {
    this.#goOn(now);
    return this.#rest;
  }

  #goOn(now: number): void {
    const { zero, status } = this.real;
    if (status === 'running' && zero !== null && this.seen !== null) {
      this.#following = true;
      this.goTo(Date.now() - zero);
      return;
    }
    if (this.#following) {
      this.#following = false;
      if (status === 'over' && !this.real.released) this.goTo(this.workload.until);
    }
    if (!this.#playing) return;
    if (this.#frameAt !== null) this.goTo(this.#at + now - this.#frameAt);
    this.#frameAt = now;
    if (this.atEnd) this.pause();
  }

  /** To the next moment at which something happens, or the one before. */
  step(by: 1 | -1): void {
    this.pause();
    const next =
      by > 0 ? this.moments.find((at) => at > this.#at) : this.moments.findLast((at) => at < this.#at);
    if (next !== undefined) this.goTo(next);
  }

  /** Plays the workload in this browser; `frames`: where its tabs are to be. */
  run(frames: HTMLElement): void {
    if (this.unplayable.length > 0) return;
    this.pause();
    this.goTo(0);
    this.real.play(this.workload, frames);
  }

  get canUndo(): boolean {
    return this.#version > 0;
  }
  get canRedo(): boolean {
    return this.#version < this.#versions.length - 1;
  }
  undo(): void {
    if (this.canUndo) this.#show(this.#version - 1);
  }
  redo(): void {
    if (this.canRedo) this.#show(this.#version + 1);
  }

  change(workload: Workload, title = this.title): void {
    this.#begun = true;
    const kept = this.#versions.slice(Math.max(0, this.#version + 1 - MOST_STEPS_BACK), this.#version + 1);
    this.#versions = [...kept, { title, workload }];
    this.#show(kept.length);
  }

  rename(title: string): void {
    const trimmed = title.trim();
    if (trimmed !== '' && trimmed !== this.title) this.change(this.workload, trimmed);
  }

  /** Opens one of the gallery, before anything of it has happened. */
  open(named: NamedWorkload): void {
    this.#take(named);
    this.pause();
    this.goTo(0);
  }

  /** What the page opens with has nothing before it; of what comes later all can be undone. */
  #take({ title, workload }: Version): void {
    if (!this.#begun) this.#versions = [];
    this.change(workload, title);
  }

  /** At the moment that is shown. */
  add(api: Api): void {
    this.change(withBatch(this.workload, newBatch(this.workload, api, this.#at)));
  }

  /** The page closes a request, at the moment that is shown; or the server ends it in its way. */
  end(id: number, how: ServerEnding | 'close'): void {
    const at = Math.round(this.#at);
    this.change(
      withAction(this.workload, how === 'close' ? { do: 'close', at, id } : { do: 'end', at, id, how }),
    );
  }

  switchProtocol(): void {
    this.change(withProtocol(this.workload, protocolOf(this.workload) === 'HTTP/2' ? 'HTTP/1.1' : 'HTTP/2'));
  }

  /** Closes the stream that has been open for longest. */
  closeOldest(): void {
    const { running } = poolAt(this.timeline, this.#at);
    const oldest = running.find(({ api }: PoolRequest) => api === 'EventSource');
    if (oldest) this.end(oldest.id, 'close');
  }

  #show(version: number): void {
    this.#version = version;
    this.selected = null;
    this.goTo(this.#at);
    const { title, workload } = this.#now;
    save(KEY, { title, text: writeWorkload(workload) });
  }

  /** Opens what was on the page when it was here last. */
  recall(): void {
    const kept = load(KEY) as { title?: unknown; text?: unknown } | null;
    if (typeof kept?.title !== 'string' || typeof kept.text !== 'string') return;
    this.openText(kept.title, kept.text);
  }

  /** False when the text says no workload. */
  openText(title: string, text: string): boolean {
    const read = readWorkload(text);
    if (!('value' in read)) return false;
    const same = NAMED.find((named) => writeWorkload(named.workload) === writeWorkload(read.value));
    this.#take({ title: title || WORKLOAD.unnamed, workload: same?.workload ?? read.value });
    return true;
  }
}
