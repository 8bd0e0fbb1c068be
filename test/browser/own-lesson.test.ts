/** A lesson file of the learner's own, opened in the page. */
import { describe, expect } from 'vitest';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLessons } from './shipped.ts';
import { test } from './stage.ts';

const GOOD = `---
title: Where an event ends
question: What does the browser wait for before it dispatches an event?
answer: For the blank line after it. Data alone is not enough.
minutes: 3
---

> An event is over when its data has come.

## One event

\`\`\`yaml scenario
steps:
  - event: { data: hello }
\`\`\`

## Until the data is there

The run has [one event](count:events).

\`\`\`yaml task
do: Put the cursor right after the line that has the data.
check: { cursor: { target: line, edge: after } }
\`\`\`

## Until the blank line

\`\`\`yaml task
do: Go on until the event has been dispatched.
check: { dispatched: 1 }
\`\`\`
`;

const openFirst = (page: PlaygroundPage, name: string, text: string) =>
  page.chooseFile('Open a lesson file', name, text);
const openAgain = (page: PlaygroundPage, name: string, text: string) =>
  page.chooseFile('Open it again, or another', name, text);

const said = ({ page }: PlaygroundPage, text: string) => page.getByRole('status').filter({ hasText: text });

describe('a lesson file', () => {
  test('is opened by keyboard, marked as one’s own, and no part of the course', async ({ open }) => {
    const page = await open('');
    await page.press('a');
    await openFirst(page, 'mine.md', GOOD);
    await page.lesson.waitFor();
    expect(new URL(page.page.url()).hash).toBe('#/own/1');
    expect(await page.lessonTitle()).toBe('Where an event ends');
    await page.lesson.getByText('Your own file, step 1 of 3').waitFor();
    await said(page, 'mine.md is open. Nothing is wrong with it.').waitFor();
    await page.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.press('n', 'n', 's');
    await page.untilRecorded(1);
    await page.press('End');
    await expect.poll(async () => (await page.tasks()).map(({ done }) => done)).toEqual([true]);
    await page.press('Enter');
    expect(await page.contents()).toEqual(shippedLessons.map(({ title }) => `${title}: not begun`));
  });

  test('that has mistakes is not opened, and each is named with its line', async ({ open }) => {
    const page = await open('');
    await page.press('a');
    const bad = GOOD.replace('minutes: 3', 'minutes: 0').replace('dispatched: 1', 'dispatched: x');
    await openFirst(page, 'mine.md', bad);
    await said(page, 'mine.md was not opened. It has 2 mistakes:').waitFor();
    const mistakes = page.page.getByRole('list', { name: 'Mistakes' });
    const lines = await mistakes.getByRole('listitem').allInnerTexts();
    expect(lines.map((line) => /^line \d+: \S+/.exec(line)?.[0])).toEqual([
      'line 5: minutes:',
      'line 30: check.dispatched:',
    ]);
    expect(await mistakes.evaluate((list) => list.getBoundingClientRect().bottom)).toBeLessThan(900);
  });

  test('keeps the step when it is opened again, edited, and says what its trial finds', async ({ open }) => {
    const page = await open('');
    await page.press('a');
    await openFirst(page, 'mine.md', GOOD);
    await page.lesson.waitFor();
    await page.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.press('n');
    const edited = GOOD.replace('[one event]', '[two events]').replace('Until the data', 'Before the data');
    await openAgain(page, 'mine.md', edited);
    await page.lesson.getByRole('heading', { name: 'Before the data is there' }).waitFor();
    expect(await page.step()).toBe(1);
    await said(page, 'mine.md is open. Its trial has 1 remark:').waitFor();
    const remarks = page.page.getByRole('list', { name: 'Remarks' }).getByRole('listitem');
    expect(await remarks.allInnerTexts()).toEqual(['line 19: “two events”: the first response has 1 event']);

    await page.page.reload();
    await page.lesson.getByRole('heading', { name: 'Before the data is there' }).waitFor();
    expect(await page.step()).toBe(1);
    await said(page, 'mine.md is open. Its trial has 1 remark:').waitFor();
  });

  test('that is dropped on the page is opened, whatever page it is', async ({ open }) => {
    const page = await open('');
    for (const [index, address] of ['', 'glossary'].entries()) {
      if (address !== '') await page.goTo(address);
      await page.page.evaluate(
        ({ text, name }) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          document.body.dispatchEvent(
            new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
          );
        },
        { text: GOOD.replace('An event is over', `Drop ${index}`), name: `${index}.md` },
      );
      await page.lesson.getByText(`Drop ${index}`).waitFor();
    }
  });

  test('whose reading takes for ever is given up, and the page goes on', async ({ open }) => {
    const page = await open('');
    await page.page.route('**/own-lesson-worker*', () => undefined);
    await page.press('a');
    await page.heading('Contents').waitFor();
    await page.page.clock.install();
    await openFirst(page, 'mine.md', GOOD);
    await said(page, 'Reading mine.md.').waitFor();
    await page.page.clock.fastForward(15_000);
    await said(page, 'not read: it took more than 15 seconds').waitFor();
  });
});
