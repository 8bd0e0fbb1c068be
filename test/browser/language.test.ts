/** A lesson that stands in two languages. */
import { expect } from 'vitest';
import { testOther as test } from './lessons-page.ts';
import type { PlaygroundPage } from './playground-page.ts';

/** The heading of the lesson, and the language that it says to be in. */
const heading = ({ lesson }: PlaygroundPage) =>
  lesson
    .getByRole('heading', { level: 2 })
    .evaluate((element: HTMLElement) => [element.innerText, element.lang]);

test('is read in the one that is chosen by keyboard; what was done stays done', async ({ open }) => {
  const page = await open('one-event/1', { locale: 'fr-FR' });
  expect(await heading(page)).toEqual(['One event', 'en']);
  await page.start();
  await page.untilRecorded(1);
  await page.press('End');
  await expect.poll(async () => (await page.tasks()).map(({ done }) => done)).toEqual([true]);

  await page.press('a');
  const choice = page.page.getByRole('group', { name: 'Language of the lessons' });
  await page.tabTo(choice.getByRole('button', { name: 'Deutsch' }));
  await page.press('Enter');
  expect(await page.contents()).toContain('Ein Ereignis: done');
  await page.page.reload();
  expect(await page.contents()).toContain('Ein Ereignis: done');

  await page.goTo('one-event/1');
  expect(await heading(page)).toEqual(['Ein Ereignis', 'de']);
  expect((await page.tasks()).map(({ done }) => done)).toEqual([true]);
  await page.lesson.getByText('Es hat eine Zeile mit Daten.').waitFor();
});

test('is read in that of the browser, where it stands in that', async ({ open }) => {
  expect(await heading(await open('one-event/1', { locale: 'de-AT' }))).toEqual(['Ein Ereignis', 'de']);
});
