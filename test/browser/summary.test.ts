/** The summary: on the screen, and as one page of paper. */
import { describe, expect } from 'vitest';
import { sheetSize } from '../../client/views/course/sheet-size.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLessons as lessons } from './shipped.ts';
import { test } from './stage.ts';

/** Points of the smallest letters that can be read on paper. */
const LEGIBLE = 7;

async function pagesOf({ page }: PlaygroundPage, format: string): Promise<number> {
  const pdf = await page.pdf({ format });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

test('is reached from the contents, and has the question and answer of each lesson', async ({ open }) => {
  const page = await open();
  await page.press('a');
  await page.heading('Contents').waitFor();
  await page.tabTo(page.page.getByRole('link', { name: 'Summary, one page to print' }));
  await page.press('Enter');
  await page.heading('Server-sent events, in short').waitFor();
  const text = await page.page.getByRole('main').innerText();
  for (const { question, answer, checklist = [] } of lessons) {
    for (const part of [question, answer, ...checklist]) expect(text).toContain(part);
  }
});

test('its button prints', async ({ open }) => {
  const page = await open();
  await page.page.evaluate(() => {
    window.print = () => {
      document.title = 'printed';
    };
  });
  await page.goTo('summary');
  await page.tabTo(page.page.getByRole('button', { name: 'Print' }));
  await page.press('Enter');
  expect(await page.page.title()).toBe('printed');
});

describe('on paper', () => {
  test('is one page, dark on light, with nothing but itself', async ({ open }) => {
    const page = await open('', { colorScheme: 'dark' });
    await page.goTo('summary');
    await page.heading('Server-sent events, in short').waitFor();
    for (const format of ['A4', 'Letter']) expect(await pagesOf(page, format)).toBe(1);
    await page.page.emulateMedia({ media: 'print' });
    expect(await page.page.getByRole('banner').count()).toBe(0);
    expect(await page.page.getByRole('button').count()).toBe(0);
    const ground = await page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(Math.min(...(ground.match(/\d+/g) ?? []).map(Number))).toBeGreaterThan(240);
  });

  test('is one page that can be read when the course has twenty lessons', async ({ open }) => {
    const twenty = Array.from({ length: 20 }, (_, index) => lessons[index % lessons.length] as Lesson);
    const texts = twenty.map(({ question, answer }) => [question, answer] as const);
    const items = Array<string>(12).fill(
      'Does each hop between server and browser send on what it has at once?',
    );
    const size = sheetSize([...texts.flat(), ...items]);
    expect(size).toBeGreaterThan(LEGIBLE);
    const page = await open();
    await page.goTo('summary');
    await page.heading('Server-sent events, in short').waitFor();
    await page.page.getByRole('main').evaluate(
      (main, given) => {
        const sheet = main.querySelector<HTMLElement>('[style*="--size"]') as HTMLElement;
        const chapter = sheet.querySelector('section') as HTMLElement;
        const entry = chapter.querySelector('dl > div') as HTMLElement;
        const chapters = Array.from({ length: 5 }, (_, index) => {
          const copy = chapter.cloneNode(true) as HTMLElement;
          const entries = given.texts.slice(index * 4, index * 4 + 4).map(([question, answer]) => {
            const said = entry.cloneNode(true) as HTMLElement;
            (said.querySelector('a') as HTMLElement).textContent = question;
            (said.querySelector('dd') as HTMLElement).textContent = answer;
            return said;
          });
          copy.querySelector('dl')?.replaceChildren(...entries);
          return copy;
        });
        const list = document.createElement('ol');
        for (const item of given.items) list.appendChild(document.createElement('li')).textContent = item;
        sheet.style.setProperty('--size', `${given.size}pt`);
        sheet.replaceChildren(...chapters, list);
      },
      { texts, items, size },
    );
    expect(await page.page.getByRole('definition').count()).toBe(20);
    for (const format of ['A4', 'Letter']) expect(await pagesOf(page, format)).toBe(1);
  });
});
