import { describe, expect } from 'vitest';
import { rightAnswer } from '../../lessons/tasks/grade.ts';
import { pointedOf } from './do-lesson.ts';
import { Learner } from './learner.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLesson, shippedLessons as lessons } from './shipped.ts';
import { test } from './stage.ts';

interface Window {
  readonly width: number;
  readonly height: number;
}

const WINDOWS: readonly Window[] = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
];

const chapters = [...new Set(lessons.map(({ chapter }) => chapter))];

/** What does not fit in the window, in words. */
const misfits = ({ page }: PlaygroundPage): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const { documentElement: root } = document;
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
    if (root.scrollHeight > innerHeight) found.push(`the page is ${root.scrollHeight} high`);
    const nameOf = (element: Element) => element.ariaLabel ?? element.textContent.trim();
    for (const button of document.querySelectorAll('button')) {
      if (button.checkVisibility() && button.scrollWidth > button.clientWidth) {
        found.push(
          `the button “${nameOf(button)}” is ${button.clientWidth} wide, its text ${button.scrollWidth}`,
        );
      }
    }
    const transport = document.querySelector('section[aria-label="Time"]');
    if (!transport?.checkVisibility()) return [...found, 'the transport is not on the page'];
    for (const element of [transport, ...transport.querySelectorAll('button')]) {
      if (!element.checkVisibility()) continue;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (left < 0 || right > innerWidth || top <= 0 || bottom > innerHeight)
        found.push(`“${nameOf(element)}” of the transport goes beyond the window`);
    }
    return found;
  });

const expectFits = async (page: PlaygroundPage, where = '') => expect(await misfits(page), where).toEqual([]);

/** One of each chapter is looked at with its answers, its streams and its pool, the others as they are opened. */
const thorough = [
  'the-response-that-never-ends',
  'a-chunk-is-not-an-event',
  'what-the-page-hears',
  'six-connections',
  'when-polling-is-better',
].map(shippedLesson);

describe.each(WINDOWS)('in a window of $width by $height', (viewport) => {
  for (const chapter of chapters) {
    test(`each step of the lessons of ${chapter} fits`, async ({ open }) => {
      const page = await open('', { viewport });
      const all = viewport.width === 1920 ? thorough : lessons;
      for (const { slug, title, steps } of all.filter((lesson) => lesson.chapter === chapter)) {
        for (const index of steps.keys()) {
          await page.goTo(`${slug}/${index + 1}`);
          await expect
            .poll(async () => [await page.lessonTitle(), await page.step()])
            .toEqual([title, index]);
          await expectFits(page, `${slug}/${index + 1}`);
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

describe('in each of these windows', () => {
  for (const { slug, title, steps } of thorough) {
    test(`each step of “${title}” fits with its answers, its stream and its pool`, async ({
      open,
      playground,
    }) => {
      const [first, ...others] = WINDOWS;
      const page = await open(`${slug}/1`, { viewport: first as Window });
      const learner = new Learner(page, playground);
      for (const [index, step] of steps.entries()) {
        await page.goTo(`${slug}/${index + 1}`);
        await expect.poll(() => page.step()).toBe(index);
        const { prediction, scenario } = step;
        const pointed = pointedOf(step);
        if (prediction) await learner.predict(prediction, rightAnswer(prediction, pointed), pointed);
        await page.press('Escape');
        if (scenario) {
          await learner.start();
          await page.untilRecorded(1);
          await page.press('e', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'o', 'o', 'f');
        }
        if ((await page.tasks()).some(({ done }) => !done)) await page.press('Enter');
        await expectFits(page, `step ${index + 1}`);
        for (const viewport of others) {
          await page.page.setViewportSize(viewport);
          await expectFits(page, `step ${index + 1}, ${viewport.width} wide`);
          const panes = await page.paneSwitches();
          for (const pane of panes) {
            await pane.click();
            await expectFits(page, `step ${index + 1}, ${viewport.width} wide, ${await pane.innerText()}`);
          }
          await panes[0]?.click();
        }
        await page.page.setViewportSize(first as Window);
      }
    });
  }
});
