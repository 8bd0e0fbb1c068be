/** What an author sees: the page in development, and a lesson that is edited. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '../../server/page.ts';
import { develop, OTHER_LESSONS } from './lessons-page.ts';
import { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

test('an edited lesson takes its place on the open page; one with a mistake is named, and mended', async ({
  newPage,
  onTestFinished,
}) => {
  const chapters = await mkdtemp(path.join(projectRoot(), 'test', '.output', 'chapters-'));
  await cp(path.join(OTHER_LESSONS, '03-translated'), path.join(chapters, '01-translated'), {
    recursive: true,
  });
  const file = path.join(chapters, '01-translated', '01-one-event', 'lesson.md');
  const text = await readFile(file, 'utf8');
  const { origin, close } = await develop(chapters);
  onTestFinished(async () => {
    await close();
    await rm(chapters, { recursive: true });
  });

  const page = await PlaygroundPage.open(await newPage(), origin, 'one-event/2');
  await page.press('h');
  const hex = page.wire.getByRole('button', { name: 'Hex', exact: true, pressed: true });
  await hex.waitFor();

  await writeFile(file, text.replace('The blank line.', 'A line with nothing in it.'));
  await page.lesson.getByText('A line with nothing in it.').waitFor();

  await writeFile(file, text.replace('minutes: 5', 'minutes: many'));
  await page.page.getByText('one-event/lesson.md:5 minutes:').first().waitFor();

  await writeFile(file, text.replace('The blank line.', 'It is blank.'));
  await page.lesson.getByText('It is blank.').waitFor();
  // Nothing was loaded anew: the page is as it was left.
  expect(await page.step()).toBe(1);
  expect(await hex.isVisible()).toBe(true);
});
