/** What a client makes of a stream that reads it with fetch: it asks the lab for a run of its own, of the same scenario. */
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import { RACE_BOUNDS } from '../../../lessons/race/race.ts';
import type { Scenario } from '../../../lessons/schema/scenario.ts';
import { now, soon } from '../../io/clock.ts';
import { readWithFetch } from '../../io/fetch-reader.ts';
import { createRun } from '../../io/run.ts';
import { Agreement } from '../agreement.ts';
import { library } from './eventsource-parser.ts';

export class Fetched {
  readonly #agreement: Agreement;
  readonly #stop = new AbortController();
  #reads = 0;
  #over = false;
  /** Counts what was shown of this: it grows in place. */
  #version = $state(0);

  /** Begins to read; what comes is compared with the events of `dissection`. `url` is a stream of the same lab. */
  constructor(dissection: Dissection, scenario: Scenario, url: string) {
    this.#agreement = new Agreement(dissection);
    void this.#read(scenario, url);
  }

  get agreement(): Agreement {
    void this.#version;
    return this.#agreement;
  }

  /** In how many pieces the browser gave the content. */
  get reads(): number {
    void this.#version;
    return this.#reads;
  }

  /** Whether the response has ended, or was given up. */
  get over(): boolean {
    void this.#version;
    return this.#over;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #read(scenario: Scenario, url: string): Promise<void> {
    const { signal } = this.#stop;
    const feed = library(new TextDecoder(), (made) => {
      const seen = { ...made, at: now() };
      this.#agreement.observe(seen);
    });
    let bytes = 0;
    const read = (piece: Uint8Array) => {
      feed(piece);
      this.#reads += 1;
      bytes += piece.length;
      if (bytes >= RACE_BOUNDS.bytes) this.stop();
      this.#show();
    };
    try {
      const created = await createRun(scenario);
      if (!('what' in created)) await readWithFetch(labOf(url) + created.stream, read, signal);
    } catch {
      // Broken off, by the lab or here: what came is there.
    }
    this.#over = true;
    this.#show();
  }

  #show(): void {
    soon(() => {
      this.#version += 1;
    });
  }
}

const labOf = (url: string): string => /^\w+:\/\/[^/]+/.exec(url)?.[0] ?? '';
