import { describe, expect } from 'vitest';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { eventOf } from '../lessons/protocol/wire.ts';
import { dissectRun, playWhole } from './dissect-run.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLesson } from './shipped.ts';
import { test } from './stage.ts';

interface Dispatched {
  readonly type: string;
  readonly data: string;
  readonly id: string;
}

/** Each scenario of these lessons once, with a step that plays it. */
const scenarios = new Map<string, { address: string; scenario: Scenario }>();
for (const slug of ['the-response-that-never-ends', 'a-chunk-is-not-an-event', 'six-connections']) {
  for (const [index, { scenario }] of shippedLesson(slug).steps.entries()) {
    const text = JSON.stringify(scenario);
    if (scenario && !scenarios.has(text)) scenarios.set(text, { address: `${slug}/${index + 1}`, scenario });
  }
}

/** Runs in the page, before its first stream: keeps a note of all that any EventSource hands to a listener. */
function noteEvents(): void {
  const noted: Dispatched[] = [];
  Object.assign(window, { noted });
  window.EventSource = class extends EventSource {
    override addEventListener(type: string, ...rest: [never, never?]): void {
      super.addEventListener(type, (event) => {
        if (!(event instanceof MessageEvent)) return;
        noted.push({ type: event.type, data: String(event.data), id: event.lastEventId });
      });
      super.addEventListener(type, ...rest);
    }
  };
}

/** Runs in the page, before its first stream: a browser whose events have an ID that was not sent. */
function distortEvents(): void {
  Object.defineProperty(MessageEvent.prototype, 'lastEventId', { get: () => 'distorted' });
}

const notedIn = (page: PlaygroundPage): Promise<Dispatched[]> =>
  page.page.evaluate(() => (window as unknown as { noted: Dispatched[] }).noted);

describe('what the browser dispatched', () => {
  for (const { address, scenario } of scenarios.values()) {
    test(`is shown beside what the parser did, and is the same, in ${address}`, async ({
      open,
      playground,
    }) => {
      const page = await open(address);
      await page.page.evaluate(noteEvents);
      const { events } = await playWhole(page, playground, scenario);
      await expect.poll(() => notedIn(page)).toHaveLength(events.length);
      await page.press('s');
      await expect.poll(() => page.streaming()).toBe(false);
      await page.press('End');
      const dissection = await dissectRun(playground, (await page.run()).id);
      const parsed = Array.from(dissection.events, (event) => eventOf(dissection, event));
      expect(parsed.length).toBeGreaterThan(0);

      expect(await notedIn(page)).toEqual(parsed);
      const cards = await page.eventCards.allInnerTexts();
      expect(cards).toHaveLength(parsed.length);
      for (const [index, { type, data }] of parsed.entries()) {
        expect(cards[index]).toContain(type);
        expect(cards[index]).toContain(data);
        expect(cards[index]).toMatch(/the browser dispatched the same/);
      }
      expect(await page.events.getByText(/^browser: .*the same$/).textContent()).toBe('browser: the same');
    });
  }

  test('is shown where it differs', async ({ open, playground }) => {
    const [first] = scenarios.values();
    const { address, scenario } = first as { address: string; scenario: Scenario };
    const page = await open(address);
    await page.page.evaluate(distortEvents);
    const { events } = await playWhole(page, playground, scenario);
    await page.press('End');
    await expect.poll(() => page.eventCards.count()).toBe(events.length);
    const card = page.eventCards.first();
    expect(await card.innerText()).toMatch(/the browser dispatched \S+, .*id "distorted"/);
    expect(await page.events.getByText(/^browser: .*the same$/).textContent()).toBe(
      `browser: 0 of ${events.length} the same`,
    );
  });
});
