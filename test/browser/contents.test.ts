/** The contents: what there is, how it stands, and what becomes of what was done. */
import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import type { Lesson } from '../../lessons/schema/lesson.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLessons as lessons } from './shipped.ts';
import { test } from './stage.ts';

const [first, second] = lessons as [Lesson, Lesson];
const fresh = lessons.map(({ title }) => `${title}: not begun`);
/** Of a learner who looked at the second step of the first two lessons, and did nothing. */
const begun = [
  `${first.title}: step 2 of ${first.steps.length}`,
  `${second.title}: step 2 of ${second.steps.length}`,
  ...fresh.slice(2),
];

const hash = ({ page }: PlaygroundPage) => new URL(page.url()).hash;

async function look(page: PlaygroundPage): Promise<void> {
  for (const { slug, title } of [first, second]) {
    await page.goTo(`${slug}/2`);
    await expect.poll(() => page.lessonTitle()).toBe(title);
  }
  await page.press('a');
  expect(await page.contents()).toEqual(begun);
}

describe('by keyboard alone, a learner', () => {
  test('goes on where the course was left', async ({ open }) => {
    const page = await open(`${second.slug}/2`);
    await page.press('a');
    await page.heading('Contents').waitFor();
    await page.press('Enter');
    await expect.poll(() => page.step()).toBe(1);
    expect(await page.lessonTitle()).toBe(second.title);
  });

  test('walks to a lesson, and to a step of it', async ({ open }) => {
    const page = await open('');
    const focused = page.page.locator(':focus');
    await page.press('a');
    await page.heading('Contents').waitFor();
    await page.press('ArrowDown', 'ArrowDown');
    expect(await focused.innerText()).toBe(second.title);
    await page.press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Enter');
    await expect.poll(() => hash(page)).toBe(`#/${second.slug}/2`);
    await expect.poll(() => page.step()).toBe(1);
    await page.press('a');
    await page.press('ArrowDown', 'End', 'Enter');
    await expect.poll(() => page.lessonTitle()).toBe(lessons.at(-1)?.title);
  });

  test('goes on into the next lesson, and back into the one before', async ({ open }) => {
    const page = await open(`${first.slug}/${first.steps.length}`);
    await page.press('n');
    await expect.poll(() => hash(page)).toBe(`#/${second.slug}/1`);
    await page.press('p');
    await expect.poll(() => hash(page)).toBe(`#/${first.slug}/${first.steps.length}`);
  });
});

test('each lesson has its question, its minutes, and a link for each step', async ({ open }) => {
  const page = await open('');
  await page.goTo('contents');
  expect(await page.contents()).toEqual(fresh);
  for (const { slug, title, question, minutes, steps } of lessons) {
    const row = page.row(title);
    const text = await row.innerText();
    for (const part of [question, `${minutes} min`]) expect(text).toContain(part);
    const links = row.getByRole('list', { name: 'Steps' }).getByRole('link');
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual(
      steps.map((_, index) => `#/${slug}/${index + 1}`),
    );
  }
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  const total = `0 of ${lessons.length} lessons done, about ${minutes} minutes left.`;
  await page.page.getByRole('main').getByText(total).waitFor();
});

describe('what was done', () => {
  test('is forgotten at once, and is there again after Undo', async ({ open }) => {
    const page = await open('');
    await look(page);
    await page.tabTo(page.page.getByRole('button', { name: 'Forget everything' }));
    await page.press('Enter');
    expect(await page.contents()).toEqual(fresh);
    await page.page.reload();
    expect(await page.contents()).toEqual(fresh);
    await look(page);
    await page.tabTo(page.page.getByRole('button', { name: `Forget what I did in ${second.title}` }));
    await page.press('Enter');
    expect(await page.contents()).toEqual([begun[0], fresh[1], ...fresh.slice(2)]);
    expect(await page.page.locator(':focus').innerText()).toBe('Undo');
    await page.press('Enter');
    expect(await page.contents()).toEqual(begun);
    await page.page.reload();
    expect(await page.contents()).toEqual(begun);
  });

  test('is saved as a file, and goes on from it in another browser', async ({ open }) => {
    const page = await open('');
    await look(page);
    const download = page.page.waitForEvent('download');
    await page.tabTo(page.page.getByRole('button', { name: 'Save as a file' }));
    await page.press('Enter');
    const text = await readFile(await (await download).path(), 'utf8');
    const other = await open('');
    await other.press('a');
    await other.chooseFile('Open such a file', 'mine.json', text);
    await other.page.getByRole('status').getByText('mine.json was opened: 2 lessons.').waitFor();
    expect(await other.contents()).toEqual(begun);
    await other.press('Enter');
    await other.page.getByRole('status').getByText('It is as it was before.').waitFor();
    expect(await other.contents()).toEqual(fresh);
  });

  test('stays when a file that is something else is opened, and the field is named', async ({ open }) => {
    const page = await open('');
    await look(page);
    const wrong = {
      what: 'progress in the SSE Playground',
      lessons: { [first.slug]: { step: 'two', answers: {}, done: [] } },
    };
    await page.chooseFile('Open such a file', 'wrong.json', JSON.stringify(wrong));
    const said = page.page.getByRole('status').filter({ hasText: 'wrong.json was not opened.' });
    await said.getByText(`/lessons/${first.slug}/step: `).waitFor();
    expect(await said.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect(await page.contents()).toEqual(begun);
  });

  test('asks the network for nothing but the page’s own files', async ({ open, playground }) => {
    const page = await open('');
    const asked: string[] = [];
    page.page.on('request', (request) => {
      if (!request.url().startsWith('blob:')) asked.push(`${request.method()} ${request.url()}`);
    });
    await look(page);
    await page.page.getByRole('button', { name: 'Save as a file' }).click();
    await page.page.getByRole('button', { name: 'Forget everything' }).click();
    expect(asked.filter((each) => !each.startsWith(`GET ${playground.page}/assets/`))).toEqual([]);
  });
});

test.for([
  [1440, 900],
  [1920, 1080],
  [390, 844],
] as const)('nothing is wider than the window of %d by %d', async ([width, height], { open }) => {
  const page = await open('', { viewport: { width, height } });
  for (const address of ['contents', 'glossary', 'summary']) {
    await page.goTo(address);
    const main = page.page.getByRole('main');
    await main.getByRole('heading', { level: 2 }).waitFor();
    expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  }
});
