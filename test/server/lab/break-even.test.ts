/** What the table of the break-even computes, against a real run of the same notifications by each way. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { headsIn, hoursOf } from '../../../lessons/delivery/break-even.ts';
import { Comparison } from '../../../lessons/delivery/comparison.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';
import { getRequest, openPlayground, type ScenarioInput, type TestPlayground } from '../clients.ts';

let playground: TestPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => {
  playground.close();
});

const DATA = 'x'.repeat(40);
const COUNT = 3;
const POLLS = 8;

const NEWS = {
  deliver: { poll: 100, longPoll: 5000, webSocket: true },
  resume: true,
  steps: [{ repeat: { times: COUNT, every: 120, steps: [{ wait: 60 }, { event: { data: DATA } }] } }],
} satisfies ScenarioInput;

it('counts the bytes that a real run takes, to the comma', async () => {
  const { id, stream } = await playground.run(NEWS);
  const base = `${playground.lab}/runs/${id}`;
  const feed = playground.feed(id);
  await feed.opened;

  const reader = await playground.connect();
  reader.send(getRequest(stream));
  const socket = new WebSocket(`${base.replace('http', 'ws')}/socket?after=0`);
  let told = 0;
  for (let answers = 0; answers < COUNT; answers += 1) {
    told = (await ask(`${base}/long-poll?after=${told}`)) ?? told;
  }
  // By then all has happened: the first poll is told everything, and the others nothing.
  let after = 0;
  for (let polls = 0; polls < POLLS; polls += 1) after = (await ask(`${base}/poll?after=${after}`)) ?? after;
  await reader.until(`id: ${COUNT}`);
  socket.close();
  await once(socket, 'close');
  await feed.until(({ arrivals }) => arrivals.some(({ ending }) => ending !== null));
  reader.socket.destroy();

  const dissection = new Dissection();
  for (const arrival of feed.arrivals) dissection.append(arrival);
  const heads = headsIn(dissection);
  expect(heads).not.toBeNull();
  if (heads === null) return;
  const computed = hoursOf(
    { rate: COUNT, size: DATA.length, poll: 3600 / POLLS, heartbeat: 0, clients: 1 },
    heads,
  );
  const ways = new Comparison(dissection, scenarioSchema.parse(NEWS)).at(dissection.capture.length, Infinity);
  expect(ways.map(({ way, delivered }) => [way, delivered])).toEqual([
    ['polling', COUNT],
    ['long polling', COUNT],
    ['event stream', COUNT],
    ['WebSocket', COUNT],
  ]);
  for (const { way, requests, fromClient, fromServer } of ways) {
    const { [way]: hour } = computed;
    expect([way, requests]).toEqual([way, hour.requests]);
    // A WebSocket ends with a frame of each side, which no hour has.
    const [closeUp, closeDown] = way === 'WebSocket' ? [2 + 4, 2] : [0, 0];
    expect([way, Math.round(fromClient - hour.up)]).toEqual([way, closeUp]);
    // Each item of a list is counted with a comma: one item of each list has none.
    const commas = way === 'polling' ? 1 : way === 'long polling' ? COUNT : 0;
    expect([way, Math.round(hour.down - fromServer)]).toEqual([way, commas - closeDown]);
  }
});

/** The number of the last notification that it is told of; null when it is told nothing. */
async function ask(url: string): Promise<number | null> {
  const told = (await (await fetch(url)).json()) as { id: number }[];
  return told.at(-1)?.id ?? null;
}
