/**
 * What the lessons claim, computed: each scenario is played by the real lab, and every place that a lesson names, every
 * task and every prediction is held against the bytes that came. What is played without a network is held against them too.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { decodeUtf8 } from '../../lessons/protocol/utf8.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { play as playAlone } from '../../lessons/trial/play.ts';
import { tryStep } from '../../lessons/trial/try-step.ts';
import { shippedLessons } from '../browser/shipped.ts';
import { openPlayground, type TestPlayground } from '../server/clients.ts';
import { tokensOf } from './protocol/tokens.ts';
import { dissect, eventOf } from './protocol/wire.ts';

interface Played {
  readonly dissection: Dissection;
  /** The contents of the responses, as an HTTP client that is not ours took them out of the framing. */
  readonly contents: readonly string[];
}

const lessons = shippedLessons();
const steps = lessons.flatMap(({ slug, steps }) =>
  steps.map((step, index) => ({ name: `${slug}/${index + 1}`, step, before: steps[index - 1] ?? null })),
);

const played = new Map<string, Played>();
let playground: TestPlayground;

beforeAll(async () => {
  playground = await openPlayground();
  const scenarios = new Map(steps.map(({ step: { scenario } }) => [JSON.stringify(scenario), scenario]));
  await Promise.all(
    [...scenarios].map(async ([text, scenario]) => {
      if (scenario) played.set(text, await play(scenario));
    }),
  );
}, 60_000);

afterAll(() => {
  playground.close();
});

/** Asks for the stream as a browser does: once when it is held open, and again after it ends. */
async function play(scenario: Scenario): Promise<Played> {
  const { id, stream } = await playground.run(scenario);
  const feed = playground.feed(id);
  const writes = scenario.steps.filter((step) => !('wait' in step)).length;
  const contents: string[] = [];
  const gone = new AbortController();
  for (let request = 1; request <= (scenario.then === 'hold' ? 1 : 2); request += 1) {
    const response = await fetch(playground.lab + stream, { signal: gone.signal });
    let content = 0;
    await feed.until(({ arrivals }) => {
      const chunks = tokensOf(dissect(arrivals)).chunks.filter(({ kind, open }) => kind === 'chunk' && !open);
      content = chunks.slice(-writes).reduce((sum, { size }) => sum + (size ?? 0), 0);
      return chunks.length >= writes * request;
    });
    contents.push(await read(response, scenario.then === 'end' ? Infinity : content));
    if (scenario.then === 'end') await feed.until(({ arrivals }) => ended(dissect(arrivals)) >= request);
  }
  const dissection = dissect(feed.arrivals);
  gone.abort();
  return { dissection, contents };
}

const ended = ({ messages }: Dissection) =>
  messages.filter(({ kind, outcome }) => kind === 'response' && outcome === 'complete').length;

/** The content until `length` bytes of it are there, or all of it. */
async function read(response: Response, length: number): Promise<string> {
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  for (let received = 0; received < length;) {
    const { value = new Uint8Array(), done } = await reader.read();
    if (done) break;
    received += value.length;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

/** How many events a content dispatches, in the simplest way there is: blocks that have a data line. */
const countEvents = (content: string) =>
  content
    .split(/\n\n/)
    .slice(0, -1)
    .filter((block) => /^data(:|$)/m.test(block)).length;

/** What does not depend on the heads. */
const outline = (dissection: Dissection) => ({
  chunks: tokensOf(dissection).chunks.map(({ kind, size }) => `${kind} ${size}`),
  events: tokensOf(dissection).events.map((event) => eventOf(dissection, event)),
});

describe('the lessons', () => {
  it('are played as they were written: as many events as their contents dispatch', () => {
    expect(played.size).toBeGreaterThan(0);
    for (const { dissection, contents } of played.values()) {
      const events = contents.map(countEvents).reduce((sum, count) => sum + count, 0);
      expect(events).toBeGreaterThan(0);
      expect(dissection.events).toHaveLength(events);
      const malformed = tokensOf(dissection).leaves.filter(({ kind }) => kind === 'malformed');
      expect(malformed).toEqual([]);
    }
  });
});

describe.each(steps)('$name', ({ step, before }) => {
  const run = () => played.get(JSON.stringify(step.scenario)) ?? null;

  it('has tasks that can be done and are not done before, and a prediction that is decided', () => {
    expect(tryStep(step, run()?.dissection ?? null, before)).toEqual([]);
  });

  if (step.scenario) {
    const { scenario } = step;
    it('is played without a network as the lab plays it: the same chunks, contents and events', () => {
      const { dissection, contents } = run() as Played;
      const alone = playAlone(scenario);
      const responses = alone.messages.filter(({ kind }) => kind === 'response');
      const texts = responses.map(({ content }) =>
        decodeUtf8(content?.bytes(0, content.length) ?? new Uint8Array()),
      );
      expect(texts.slice(0, contents.length)).toEqual(contents);
      const [seen, made] = [outline(dissection), outline(alone)];
      expect(made.chunks.slice(0, seen.chunks.length)).toEqual(seen.chunks);
      expect(made.events.slice(0, seen.events.length)).toEqual(seen.events);
    });
  }
});
