/** The words of the glossary: in a lesson's text, and as a list. */
import { describe, expect } from 'vitest';
import type { Entry } from '../../lessons/catalog/glossary.ts';
import { shippedGlossary, shippedLesson } from './shipped.ts';
import { test } from './stage.ts';

const lesson = shippedLesson('the-response-that-never-ends');
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

describe('the page of all words', () => {
  test('has them all, reached from the contents, and each has an address', async ({ open }) => {
    const page = await open();
    await page.press('a');
    await page.heading('Contents').waitFor();
    await page.tabTo(page.page.getByRole('main').getByRole('link', { name: 'Glossary' }));
    await page.press('Enter');
    await page.heading('Glossary').waitFor();
    const terms = page.page.getByRole('term');
    expect(await terms.allInnerTexts()).toEqual(shippedGlossary.map(({ term }) => term));
    for (const { slug, term } of [shippedGlossary.at(-1), entry] as Entry[]) {
      await page.goTo(`glossary/${slug}`);
      const focused = terms.and(page.page.locator(':focus'));
      await expect.poll(() => focused.allInnerTexts()).toEqual([term]);
      expect(await focused.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(48);
    }
    await page.goTo('glossary/no-word');
    await page.page.getByText('There is no word “no-word” in the glossary.').waitFor();
  });

  test('shows those that have what is typed', async ({ open }) => {
    const page = await open();
    await page.goTo('glossary');
    await page.tabTo(page.page.getByRole('searchbox', { name: 'Find a word' }));
    await page.page.keyboard.type('blank LINE');
    const terms = page.page.getByRole('term');
    await expect.poll(() => terms.count()).toBeLessThan(shippedGlossary.length);
    const has = ({ term, meaning }: Entry) => /blank/i.test(term + meaning) && /line/i.test(term + meaning);
    expect(await terms.allInnerTexts()).toEqual(shippedGlossary.filter(has).map(({ term }) => term));
    await page.page.keyboard.type(' and a zebra');
    await page.page.getByText('No word has all of these.').waitFor();
  });

  test('leads to the lessons that use a word, and a word in a lesson leads there', async ({ open }) => {
    const page = await open();
    await page.tabTo(page.lesson.getByRole('button', { name: 'bytes', exact: true }));
    await page.press('Enter');
    await page.tabTo(page.lesson.getByRole('note').getByRole('link', { name: 'in the glossary' }));
    await page.press('Enter');
    await page.heading('Glossary').waitFor();
    expect(new URL(page.page.url()).hash).toBe('#/glossary/byte');
    const uses = page.page.getByRole('definition').filter({ hasText: 'Used in' });
    await page.tabTo(uses.getByRole('link', { name: lesson.title, exact: true }).first());
    await page.press('Enter');
    await expect.poll(() => page.lessonTitle()).toBe(lesson.title);
  });
});
