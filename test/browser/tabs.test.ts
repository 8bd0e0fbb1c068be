import { expect } from 'vitest';
import { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

const TABS = 10;

/** A stream in chunks that cut, and how many events it dispatches in all. */
const ADDRESS = 'a-chunk-is-not-an-event/1';
const EVENTS = 4;

/** Whether the page's origin answers a request of this tab within five seconds. */
const answers = ({ page }: PlaygroundPage): Promise<boolean> =>
  page.evaluate(async () => {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    return answer.ok;
  });

test('ten tabs of one browser stream at once, and each still answers', async ({ newContext, playground }) => {
  const context = await newContext();
  const openTab = async () => {
    const tab = await PlaygroundPage.open(await context.newPage(), playground.page, ADDRESS);
    await tab.start();
    return tab;
  };
  const tabs = await Promise.all(Array.from({ length: TABS }, openTab));
  const dispatched = async (tab: PlaygroundPage) => {
    await tab.press('End');
    return tab.eventCards.count();
  };

  for (const tab of tabs) {
    await tab.page.bringToFront();
    await expect.poll(() => dispatched(tab), { timeout: 20_000 }).toBe(EVENTS);
  }
  for (const tab of tabs) {
    expect(await answers(tab)).toBe(true);
    expect(await tab.alert.count()).toBe(0);
    expect(await tab.streaming()).toBe(true);
  }
  const runs = await Promise.all(tabs.map(async (tab) => playground.summary((await tab.run()).id)));
  expect(new Set(runs.map(({ id }) => id)).size).toBe(TABS);
  for (const { arrivals } of runs) {
    expect(arrivals.length).toBeGreaterThan(0);
    expect(arrivals.filter(({ ending }) => ending !== null)).toEqual([]);
  }
});
