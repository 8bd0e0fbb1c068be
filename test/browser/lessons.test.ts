/** Every step of every lesson on live streams, by keyboard alone, with each answer that the lesson has a word for. */
import { describe, expect } from 'vitest';
import type { Lesson, Step } from '../../lessons/schema/lesson.ts';
import { grade, rightAnswer } from '../../lessons/tasks/grade.ts';
import { doLesson, expectVerdict } from './do-lesson.ts';
import { Learner } from './learner.ts';
import { shippedLessons as lessons } from './shipped.ts';
import { test } from './stage.ts';

/** All panes have room in it, and it is painted faster than a larger one. */
const WINDOW = { viewport: { width: 1200, height: 720 } };

describe.concurrent('by keyboard alone', () => {
  for (const lesson of lessons) {
    test(`a learner finishes “${lesson.title}”, told why each wrong answer is wrong`, async ({
      open,
      playground,
    }) => {
      const page = await open(`${lesson.slug}/1`, WINDOW);
      await doLesson(page, playground, lesson);
      await page.goTo(`${lesson.slug}/${lesson.steps.length}`);
      await page.finished.waitFor();
      const tasks = await page.tasks();
      expect(tasks.map((task) => task.done)).not.toContain(false);
      const answer = page.lesson.getByText(lesson.answer);
      expect(await answer.isVisible()).toBe(false);
      await page.tabTo(page.lesson.getByText('Show the answer'));
      await page.press('Enter');
      expect(await answer.isVisible()).toBe(true);

      await page.page.reload();
      await page.finished.waitFor();
      expect(await page.tasks()).toEqual(tasks);
      await page.goTo('contents');
      expect(await page.contents()).toContain(`${lesson.title}: done`);
    });
  }
});

test('the choices are walked with the arrow keys, and Enter commits to the one that is marked', async ({
  open,
}) => {
  const page = await open(stepWith(({ prediction }) => prediction !== null && 'choices' in prediction));
  const marked = page.choices.and(page.page.getByRole('radio', { checked: true }));
  await page.tabTo(page.choices.first());
  await page.press('ArrowDown', 'ArrowDown');
  const text = await page.choices.nth(1).innerText();
  expect(await marked.allInnerTexts()).toEqual([text]);
  await page.press('ArrowUp', 'ArrowDown', 'Enter');
  expect(await marked.allInnerTexts()).toEqual([text]);
  expect(await page.choices.nth(1).isDisabled()).toBe(true);
  expect(await page.verdictText()).not.toBe('');
});

test('a number that is none is refused, and Escape gives the keys back to the page', async ({ open }) => {
  const page = await open(stepWith(({ prediction }) => prediction !== null && 'number' in prediction));
  const field = page.prediction.getByRole('textbox');
  await page.tabTo(field);
  await page.page.keyboard.type('about ten');
  expect(await page.prediction.innerText()).toContain('A whole number, from 0 to 1000000000.');
  await page.press('Enter');
  expect(await field.isEnabled()).toBe(true);
  expect(await page.verdictText()).toBe('');
  const before = await page.step();
  await page.press('Escape', 'n');
  await expect.poll(() => page.step()).not.toBe(before);
});

test('a lesson left in the middle opens again where it was left, with what was done', async ({
  open,
  playground,
}) => {
  const { slug, steps } = lessons.find(({ steps: [step] }) => step?.prediction && step.tasks[1]) as Lesson;
  const page = await open(`${slug}/1`);
  const learner = new Learner(page, playground);
  const [{ prediction, tasks }] = steps as [Step];
  if (!prediction || !tasks[0]) throw new Error('there is no such lesson');
  const right = rightAnswer(prediction, null);
  await learner.predict(prediction, right, null);
  await learner.start();
  await expectVerdict(page, grade(prediction, right, null));
  await learner.perform(0, tasks[0].check);
  const done = await page.tasks();
  await page.page.reload();
  expect(await page.step()).toBe(0);
  expect(await page.tasks()).toEqual(done);
  await expectVerdict(page, grade(prediction, right, null));
  await page.press('n', 'n');
  await expect.poll(() => page.step()).toBe(2);
  await page.page.reload();
  expect(await page.step()).toBe(2);
});

/** The address of the first step that is so. */
function stepWith(isSo: (step: Step) => boolean): string {
  for (const { slug, steps } of lessons) {
    const index = steps.findIndex(isSo);
    if (index >= 0) return `${slug}/${index + 1}`;
  }
  throw new Error('no lesson has such a step');
}
