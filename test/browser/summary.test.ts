/** The summary: on the screen, and as one page of paper. */
import { describe, expect } from 'vitest';
import { sheetSize } from '../../client/views/course/sheet-size.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLessons } from './shipped.ts';
import { test } from './stage.ts';

const lessons = shippedLessons();

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
    const question = 'Where does one event end and the next begin, however the bytes were cut?';
    const answer =
      'At the blank line after it. Chunks, reads and packets have no part in that: one event may lie in five ' +
      'chunks, and one chunk may hold five events, or parts of them.';
    const item = 'Does each hop between the server and the browser send on what it has at once?';
    const size = sheetSize([
      ...Array<string[]>(20).fill([question, answer]).flat(),
      ...Array<string>(3 * 6).fill(item),
    ]);
    expect(size).toBeGreaterThan(LEGIBLE);
    const page = await open();
    await page.goTo('summary');
    await page.heading('Server-sent events, in short').waitFor();
    await page.page.getByRole('main').evaluate(
      (main, { texts, points }) => {
        const sheet = main.querySelector<HTMLElement>('[style*="--size"]') as HTMLElement;
        const chapter = sheet.querySelector('section') as HTMLElement;
        const entry = chapter.querySelector('dl > div') as HTMLElement;
        const link = entry.querySelector('a') as HTMLElement;
        const said = entry.querySelector('dd') as HTMLElement;
        [link.textContent, said.textContent] = [texts.question, texts.answer];
        entry.parentElement?.replaceChildren(...Array.from({ length: 4 }, () => entry.cloneNode(true)));
        const checklist = document.createElement('section');
        checklist.className = chapter.className;
        checklist.append('What to check', document.createElement('ol'));
        for (let index = 0; index < 6; index += 1) {
          const line = document.createElement('li');
          line.textContent = texts.item;
          checklist.lastElementChild?.append(line);
        }
        sheet.style.setProperty('--size', `${points}pt`);
        sheet.replaceChildren(
          ...Array.from({ length: 5 }, () => chapter.cloneNode(true)),
          ...Array.from({ length: 3 }, () => checklist.cloneNode(true)),
        );
      },
      { texts: { question, answer, item }, points: size },
    );
    expect(await page.page.getByRole('definition').count()).toBe(20);
    for (const format of ['A4', 'Letter']) expect(await pagesOf(page, format)).toBe(1);
  });
});
