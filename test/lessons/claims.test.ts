/**
 * What the lessons claim, computed: each scenario is played by the real lab, and every place that a lesson names, every
 * task and every prediction is held against the bytes that came.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolAt } from '../../lessons/protocol/connection-pool/moment.ts';
import { Dissection } from '../../lessons/protocol/dissect.ts';
import { nextStop } from '../../lessons/protocol/stops.ts';
import { judge, type Scene } from '../../lessons/schema/check.ts';
import type { Check, Place, Step } from '../../lessons/schema/lesson.ts';
import { findPlace, placeInWords } from '../../lessons/schema/place.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { shippedLessons } from '../browser/shipped.ts';
import type { WorkloadAction } from '../../lessons/schema/workload.ts';
import { openPlayground, type TestPlayground } from '../server/clients.ts';
import { ask, CHROMIUM, close, LAB, LAB_TLS, play as simulated } from './protocol/connection-pool/play.ts';
import { tokensOf } from './protocol/tokens.ts';
import { dissect } from './protocol/wire.ts';

type PoolCheck = Extract<Check, { readonly pool: unknown }>['pool'];

interface Played {
  readonly dissection: Dissection;
  /** The contents of the responses, as an HTTP client that is not ours took them out of the framing. */
  readonly contents: readonly string[];
}

const lessons = shippedLessons();
const steps = lessons.flatMap(({ slug, steps }) =>
  steps.map((step, index) => ({ name: `${slug}/${index + 1}`, step })),
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

const NOTHING: Scene = {
  dissection: new Dissection(),
  cursor: 0,
  closed: false,
  pool: poolScene([], {}),
};

function poolScene(actions: readonly WorkloadAction[], { protocol = 'HTTP/1.1' }: PoolCheck): Scene['pool'] {
  const origin = originOf(protocol);
  const { timeline } = simulated(actions, { tabs: [{ id: 1, origin }], servers: { [origin]: { protocol } } });
  const at = actions.at(-1)?.at ?? 0;
  return { timeline, moment: poolAt(timeline, at), protocol, at };
}

function originOf(protocol: Scene['pool']['protocol']): string {
  return protocol === 'HTTP/2' ? LAB_TLS : LAB;
}

/** What a learner would do in the model: open streams, fetch until requests wait, close streams for those served. */
function arrange(wanted: PoolCheck): Scene['pool'] {
  const { streams = 1, waiting = 0, served = 0, protocol = 'HTTP/1.1' } = wanted;
  const { connectionsPerHost, streamsUntilTold } = CHROMIUM;
  const room = protocol === 'HTTP/2' ? streamsUntilTold : connectionsPerHost;
  const opened = waiting + served > 0 ? Math.max(room, streams) : streams;
  const list: ('EventSource' | 'fetch' | 'close')[] = [
    ...Array<'EventSource'>(opened).fill('EventSource'),
    ...Array<'fetch'>(waiting + served).fill('fetch'),
    ...Array<'close'>(served).fill('close'),
  ];
  const actions = list.map((does, index): WorkloadAction => {
    const at = index * 250;
    const id = index + 1;
    if (does === 'close') return close(at, id - opened - waiting - served);
    return ask(at, id, does, { url: `${originOf(protocol)}/${id}` });
  });
  return poolScene(actions, wanted);
}

/** Every scene that stepping by byte passes in what was played. */
function* scenesOf({ scenario }: Step): Generator<Scene> {
  const run = played.get(JSON.stringify(scenario));
  if (!run) return;
  const { dissection } = run;
  for (let cursor: number | null = 0; cursor !== null; cursor = nextStop(dissection, 'byte', cursor)) {
    yield { ...NOTHING, dissection, cursor };
  }
}

/** Whether a learner can bring it about. */
function canBeDone(check: Check, step: Step): boolean {
  if ('pool' in check) return judge(check, { ...NOTHING, pool: arrange(check.pool) }).done;
  if ('closed' in check) return step.scenario !== null;
  for (const scene of scenesOf(step)) {
    if (judge(check, scene).done) return true;
  }
  return false;
}

/** The place is there, and all of it is the server's. */
function expectDecided(dissection: Dissection, place: Place, text: string): void {
  const spans = findPlace(dissection, place) ?? [];
  expect(spans.length, `${text}: ${placeInWords(place)}`).toBeGreaterThan(0);
  for (const { start, end } of spans) {
    for (let offset = start; offset < end; offset += 1) {
      expect(dissection.capture.arrivalAt(offset)?.from, text).toBe('server');
    }
  }
}

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

describe.each(steps)('$name', ({ step }) => {
  const { prediction, tasks, scenario } = step;

  if (tasks.length > 0) {
    it('has tasks that can be done, and are not done before they are begun', () => {
      for (const { do: task, check } of tasks) {
        expect(judge(check, NOTHING).done, task).toBe(false);
        expect(canBeDone(check, step), task).toBe(true);
      }
    });
  }

  if (prediction) {
    it('has a prediction that is decided, whatever the answer', () => {
      const dissection = played.get(JSON.stringify(scenario))?.dissection ?? new Dissection();
      for (const { text, show, decides } of prediction.choices) {
        expect(show ?? decides, text).toBeDefined();
        if (decides) expect(canBeDone(decides, step), text).toBe(true);
        if (show) expectDecided(dissection, show, text);
      }
    });
  }
});
