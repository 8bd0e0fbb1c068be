/**
 * What the lessons claim, computed: each scenario is played by the real lab, and every place that a lesson names, every
 * task and every prediction is held against the bytes that came. What is played without a network is held against them too.
 */
import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import { decodeUtf8 } from '../../lessons/protocol/utf8.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { play as playAlone, whyUnplayable } from '../../lessons/trial/play.ts';
import { tryStep } from '../../lessons/trial/try-step.ts';
import { shippedLessons as lessons } from '../browser/shipped.ts';
import { openPlayground, type TestPlayground } from '../server/clients.ts';
import { tokensOf } from './protocol/tokens.ts';
import { dissect, eventOf } from './protocol/wire.ts';

interface Played {
  readonly dissection: Dissection;
  /** The contents of the responses, as an HTTP client that is not ours took them out of the framing. */
  readonly contents: readonly string[];
}

const steps = lessons.flatMap(({ slug, steps }) =>
  steps.map((step, index) => ({ name: `${slug}/${index + 1}`, step, before: steps[index - 1] ?? null })),
);

/** Others are done in Chromium alone. */
const isPlayable = (scenario: Scenario | null): scenario is Scenario =>
  scenario !== null && whyUnplayable(scenario) === null;

const played = new Map<string, Played>();
let playground: TestPlayground;

beforeAll(async () => {
  playground = await openPlayground();
  const scenarios = new Map(steps.map(({ step: { scenario } }) => [JSON.stringify(scenario), scenario]));
  await Promise.all(
    [...scenarios].map(async ([text, scenario]) => {
      if (isPlayable(scenario)) played.set(text, await play(scenario));
    }),
  );
}, 60_000);

afterAll(() => {
  playground.close();
});

const messagesOf = (dissection: Dissection, kind: Message['kind']): Message[] =>
  dissection.messages.filter((message) => message.kind === kind);

const contentOf = ({ content }: Message): string =>
  decodeUtf8(content?.bytes(0, content.length) ?? new Uint8Array());

/** Asks for the stream as often as a browser would, but without the time between. */
async function play(scenario: Scenario): Promise<Played> {
  const alone = playAlone(scenario);
  const { id, stream } = await playground.run(scenario);
  const feed = playground.feed(id);
  const contents: string[] = [];
  const gone = new AbortController();
  for (const [index, request] of messagesOf(alone, 'request').entries()) {
    const wanted = messagesOf(alone, 'response')[index] as Message;
    const [, method = 'GET'] = /^(\S+) /.exec(alone.text(request.spans)) ?? [];
    const [, id] = /\r\nLast-Event-ID: (.*)\r\n/.exec(alone.text(request.spans)) ?? [];
    const response = await fetch(playground.lab + stream, {
      method,
      signal: gone.signal,
      ...(id !== undefined && { headers: { 'Last-Event-ID': id } }),
    });
    const isOver = wanted.outcome !== null;
    contents.push(await read(response, isOver ? Infinity : (wanted.content?.length ?? 0)));
    await feed.until(({ arrivals }) => {
      const seen = messagesOf(dissect(arrivals), 'response')[index];
      return (
        seen !== undefined &&
        (seen.content?.length ?? 0) >= (wanted.content?.length ?? 0) &&
        (!isOver || seen.outcome !== null)
      );
    });
  }
  const dissection = dissect(feed.arrivals);
  gone.abort();
  return { dissection, contents };
}

/** The content until `length` bytes of it are there, or all that comes until it ends or is cut. */
async function read({ body }: Response, length: number): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  for (let received = 0; received < length;) {
    const { value = new Uint8Array(), done } = await reader
      .read()
      .catch(() => ({ value: undefined, done: true as const }));
    if (done) break;
    received += value.length;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

/** The events of one response, by eventsource-parser. */
function parsed(content: string): { type: string; data: string }[] {
  const events: { type: string; data: string }[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => events.push({ type: event, data }),
  });
  parser.feed(content);
  return events;
}

/** What does not depend on the heads. */
const outline = (dissection: Dissection) => ({
  chunks: tokensOf(dissection).chunks.map(({ kind, size }) => `${kind} ${size}`),
  events: tokensOf(dissection).events.map((event) => eventOf(dissection, event)),
  outcomes: messagesOf(dissection, 'response').map(({ outcome }) => outcome),
});

const tried = steps.filter(({ step: { scenario } }) => scenario === null || isPlayable(scenario));

describe.each(tried)('$name', ({ step, before }) => {
  const { scenario } = step;
  const run = () => played.get(JSON.stringify(scenario)) as Played;

  it('has tasks that can be done and are not done before, and a prediction that is decided', () => {
    expect(tryStep(step, scenario && run().dissection, before)).toEqual([]);
  });

  if (isPlayable(scenario)) {
    it('is played without a network as the lab plays it: the same chunks, contents, events and ends', () => {
      const alone = playAlone(scenario);
      const { dissection, contents } = run();
      expect(contents).toEqual(messagesOf(alone, 'response').map(contentOf));
      expect(outline(dissection)).toEqual(outline(alone));
    });

    it('dispatches what a parser that is not ours makes of its contents', () => {
      const { dissection, contents } = run();
      const events = [...dissection.events].map((event) => eventOf(dissection, event));
      const responses = messagesOf(dissection, 'response');
      // Of another type or status, no EventSource reads it.
      const streams = contents.filter((_, index) => responses[index]?.eventStream);
      expect(events.map(({ type, data }) => ({ type, data }))).toEqual(streams.flatMap(parsed));
      const isRaw = scenario.rawHead !== undefined || scenario.steps.some((each) => 'raw' in each);
      const malformed = tokensOf(dissection).leaves.filter(({ kind }) => kind === 'malformed');
      if (!isRaw) expect(malformed).toEqual([]);
    });
  }
});
