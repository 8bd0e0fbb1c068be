import { describe, expect } from 'vitest';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLessons } from './shipped.ts';
import { test } from './stage.ts';

const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
];

const lessons = shippedLessons();

/** What does not fit in the window, in words. */
const misfits = ({ page }: PlaygroundPage): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const { documentElement: root } = document;
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
    if (root.scrollHeight > innerHeight) found.push(`the page is ${root.scrollHeight} high`);
    for (const button of document.querySelectorAll('button')) {
      const name = button.ariaLabel ?? button.textContent.trim();
      if (button.checkVisibility() && button.scrollWidth > button.clientWidth) {
        found.push(`the button “${name}” is ${button.clientWidth} wide, its text ${button.scrollWidth}`);
      }
    }
    return found;
  });

async function expectFits(page: PlaygroundPage, { width, height }: { width: number; height: number }) {
  expect(await misfits(page)).toEqual([]);
  const transport = await page.transport.boundingBox();
  if (!transport) throw new Error('The transport is not on the page.');
  expect(transport.x).toBeGreaterThanOrEqual(0);
  expect(transport.x + transport.width).toBeLessThanOrEqual(width);
  expect(transport.y).toBeGreaterThan(0);
  expect(transport.y + transport.height).toBeLessThanOrEqual(height);
  for (const button of await page.transport.getByRole('button').all()) {
    const box = await button.boundingBox();
    const inside = box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    expect(inside, (await button.getAttribute('aria-label')) ?? (await button.innerText())).toBe(true);
  }
}

describe.each(WINDOWS)('in a window of $width by $height', (viewport) => {
  for (const { slug, title, steps } of lessons) {
    test(`each step of “${title}” fits, with its answers, its stream and its pool`, async ({ open }) => {
      const page = await open(`${slug}/1`, { viewport });
      for (const [index, { prediction }] of steps.entries()) {
        const [lesson, ...panes] = await page.paneSwitches();
        await lesson?.click();
        await page.goTo(`${slug}/${index + 1}`);
        await expect.poll(() => page.step()).toBe(index);
        if (prediction) await page.press('1', 'Enter');
        if (!(await page.started())) await page.start();
        await page.untilRecorded(1);
        await page.press('e', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'o', 'o', 'f');
        if ((await page.tasks()).some(({ done }) => !done)) await page.press('Enter');
        await expectFits(page, viewport);
        for (const pane of panes) {
          await pane.click();
          await expectFits(page, viewport);
        }
      }
    });
  }

  test('every pane is shown, and shows what it has', async ({ open }) => {
    const page = await open('', { viewport });
    const switches = await page.paneSwitches();
    for (const [index, pane] of [page.lesson, page.wire, page.events, page.connections].entries()) {
      await switches[index]?.click();
      const box = await pane.boundingBox();
      expect(box?.width).toBeGreaterThan(200);
      expect(box?.height).toBeGreaterThan(150);
    }
  });
});
