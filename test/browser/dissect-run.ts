import { expect } from 'vitest';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Chunk } from '../../lessons/protocol/http-tokens.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { dissect } from '../lessons/protocol/wire.ts';
import type { TestPlayground } from '../server/clients.ts';
import type { PlaygroundPage } from './playground-page.ts';

/** All that a run has recorded so far, decoded by the test and not by the page. */
export async function dissectRun(playground: TestPlayground, id: string): Promise<Dissection> {
  const { arrivals } = await playground.summary(id);
  const feed = playground.feed(id);
  await feed.until((each) => each.arrivals.length >= arrivals.length);
  feed.socket.close();
  return dissect(feed.arrivals);
}

/** The chunks of all messages. */
export const chunksIn = (dissection: Dissection): Chunk[] =>
  dissection.messages.flatMap((message) => [...dissection.chunksOf(message)]);

/** Starts the stream and waits until the page has recorded all of it, up to where the scenario holds or ends. */
export async function playWhole(
  page: PlaygroundPage,
  playground: TestPlayground,
  { steps }: Scenario,
): Promise<Dissection> {
  await page.start();
  const { id } = await page.run();
  const writes = steps.filter((step) => !('wait' in step)).length;
  const played = async () => chunksIn(await dissectRun(playground, id)).filter((chunk) => !chunk.open).length;
  await expect.poll(played, { timeout: 20_000, interval: 100 }).toBeGreaterThanOrEqual(writes);
  const dissection = await dissectRun(playground, id);
  await page.untilRecorded(dissection.capture.length);
  return dissection;
}
