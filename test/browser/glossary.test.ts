/** The words of the glossary: in a lesson's text, and as a list. */
import { describe, expect } from 'vitest';
import type { Entry } from '../../lessons/catalog/glossary.ts';
import { shippedGlossary } from './shipped.ts';
import { test } from './stage.ts';

const entry = shippedGlossary.find(({ slug }) => slug === 'byte') as Entry;

describe('a word of the glossary', () => {
  test('says what it means when it is pressed with Enter, and Escape goes back to it', async ({ open }) => {
    const page = await open();
    const word = page.lesson.getByRole('button', { name: 'bytes', exact: true });
    const meaning = page.lesson.getByRole('note');
    expect(await meaning.count()).toBe(0);
    await page.tabTo(word);
    await page.press('Enter');
    await meaning.waitFor();
    const text = await meaning.innerText();
    for (const part of [entry.term, entry.meaning, entry.source]) expect(text).toContain(part);
    expect(await page.step()).toBe(0);
    await page.press('Escape');
    await expect.poll(() => meaning.count()).toBe(0);
    expect(await word.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('says it right below when it is clicked, inside the window, and another click ends it', async ({
    open,
  }) => {
    const page = await open();
    const word = page.lesson.getByRole('button', { name: 'bytes', exact: true });
    const meaning = page.lesson.getByRole('note');
    for (const width of [1440, 390]) {
      await page.page.setViewportSize({ width, height: 844 });
      await word.click();
      await meaning.waitFor();
      const [above, below] = [await word.boundingBox(), await meaning.boundingBox()];
      if (!above || !below) throw new Error('Nothing is shown.');
      expect(below.y - (above.y + above.height)).toBeLessThan(12);
      expect(below.y).toBeGreaterThanOrEqual(above.y + above.height - 2);
      expect(below.x).toBeGreaterThanOrEqual(0);
      expect(below.x + below.width).toBeLessThanOrEqual(width);
      await word.click();
      await expect.poll(() => meaning.count()).toBe(0);
    }
  });
});

test('all words are listed, reached from the list of lessons and left to it', async ({ open }) => {
  const page = await open();
  await page.page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.page.getByRole('button', { name: 'Glossary', exact: true }).click();
  const list = page.dialog('Glossary');
  expect(await list.getByRole('term').allInnerTexts()).toEqual(shippedGlossary.map(({ term }) => term));
  await list.getByRole('button', { name: 'Back to the lessons' }).click();
  await page.dialog('Lessons').waitFor();
});
