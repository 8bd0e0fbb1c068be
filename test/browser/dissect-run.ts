import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { dissect } from '../lessons/protocol/wire.ts';
import type { TestPlayground } from '../server/clients.ts';

/** All that a run has recorded so far, decoded by the test and not by the page. */
export async function dissectRun(playground: TestPlayground, id: string): Promise<Dissection> {
  const { arrivals } = await playground.summary(id);
  const feed = playground.feed(id);
  await feed.until((each) => each.arrivals.length >= arrivals.length);
  feed.socket.close();
  return dissect(feed.arrivals);
}
