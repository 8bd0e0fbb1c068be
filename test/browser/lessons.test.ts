import { describe, expect } from 'vitest';
import { endOf, findPlace } from '../../lessons/schema/place.ts';
import type { Choice, Lesson, Step } from '../../lessons/schema/lesson.ts';
import type { TestPlayground } from '../server/clients.ts';
import { dissectRun } from './dissect-run.ts';
import { Learner } from './learner.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLessons, wrongChoices } from './shipped.ts';
import { test } from './stage.ts';

const lessons = shippedLessons();
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Commits to a choice, which the page then judges by what the wire or the model shows. */
async function predict(
  page: PlaygroundPage,
  playground: TestPlayground,
  step: Step,
  wanted: number | null,
): Promise<() => Promise<void>> {
  const { choices } = step.prediction ?? { choices: [] };
  const index = wanted ?? choices.findIndex((choice) => choice.right);
  const choice = choices[index];
  if (!choice) return async () => {};
  const learner = new Learner(page);
  await learner.predict(index);
  const judged = () => expectVerdict(page, choice);
  if (!choice.show) return judged;

  const before = (await page.started()) ? await page.offset() : 0;
  await learner.start();
  await judged();
  if (choice.right) expect(await page.offset()).toBe(before);
  else await expectShown(page, playground, choice);
  return judged;
}

async function expectVerdict(page: PlaygroundPage, choice: Choice): Promise<void> {
  const verdict = () => page.verdictText();
  await expect.poll(verdict, { timeout: 20_000 }).toMatch(choice.right ? /^Yes\./ : /^No\./);
  expect(await verdict()).toContain(oneLine(choice.because));
  if (choice.rule !== undefined) expect(await verdict()).toContain(choice.rule);
}

/** The cursor is right after the place that decides, and the sentence under the Wire is about its last byte. */
async function expectShown(
  page: PlaygroundPage,
  playground: TestPlayground,
  { show }: Choice,
): Promise<void> {
  const dissection = await dissectRun(playground, (await page.run()).id);
  const spans = show && findPlace(dissection, show);
  if (!spans) throw new Error(`The capture does not hold ${JSON.stringify(show)}.`);
  const last = endOf(spans) - 1;
  const number = dissection.capture.localOffset(last);
  await expect.poll(() => page.offset()).toBe(last + 1);
  expect(await page.cursorInWords()).toContain(`after byte ${number}`);
  const hex = dissection.capture.byte(last)?.toString(16).padStart(2, '0');
  expect(await page.byteInWords()).toMatch(new RegExp(`^byte ${number} ${hex} `));
}

/** Goes through the lesson that is open, from its first step to the key that leaves its last. */
async function doLesson(
  page: PlaygroundPage,
  playground: TestPlayground,
  lesson: Lesson,
  answer: (step: Step) => number | null,
): Promise<void> {
  for (const [index, step] of lesson.steps.entries()) {
    await expect.poll(() => page.lessonTitle()).toBe(lesson.title);
    await expect.poll(() => page.step()).toBe(index);
    const expectJudged = await predict(page, playground, step, answer(step));
    for (const [task, { check }] of step.tasks.entries()) await new Learner(page).perform(task, check);
    await expectJudged();
    await page.press('Enter');
  }
}

/** Each lesson of the contents that are open, with how it stands; the page goes back to the lesson afterwards. */
async function leaveContents(page: PlaygroundPage): Promise<string[]> {
  const texts = await page.contents();
  await page.page.goBack();
  await page.lesson.waitFor();
  return texts;
}

describe('by keyboard alone', () => {
  test('a learner finishes the course with right answers, and the page remembers it', async ({
    open,
    playground,
  }) => {
    const page = await open();
    for (const lesson of lessons) {
      expect(await page.finished.count()).toBe(0);
      await doLesson(page, playground, lesson, () => null);
    }
    expect(await leaveContents(page)).toEqual(lessons.map(({ title }) => `${title}: done`));
    await page.finished.waitFor();
    const tasks = await page.tasks();
    expect(tasks.map((task) => task.done)).not.toContain(false);

    const last = lessons.at(-1) as Lesson;
    const answer = page.lesson.getByText(last.answer);
    expect(await answer.isVisible()).toBe(false);
    await page.tabTo(page.lesson.getByText('Show the answer'));
    await page.press('Enter');
    expect(await answer.isVisible()).toBe(true);

    await page.page.reload();
    await page.finished.waitFor();
    expect(await page.lessonTitle()).toBe(last.title);
    expect(await page.step()).toBe(last.steps.length - 1);
    expect(await page.tasks()).toEqual(tasks);
    await page.tabTo(page.page.getByRole('link', { name: 'Contents', exact: true }));
    await page.press('Enter');
    expect(await leaveContents(page)).toEqual(lessons.map(({ title }) => `${title}: done`));
  });

  for (const lesson of lessons) {
    const rounds = Math.max(...lesson.steps.map((step) => wrongChoices(step).length));
    for (let round = 0; round < rounds; round += 1) {
      const answer = (step: Step) => {
        const wrong = wrongChoices(step);
        return wrong[Math.min(round, wrong.length - 1)] ?? null;
      };
      test(`a learner finishes “${lesson.title}”, told why wrong answers (${round + 1}) are wrong`, async ({
        open,
        playground,
      }) => {
        const page = await open(`${lesson.slug}/1`);
        await doLesson(page, playground, lesson, answer);
        const follower = lessons[lessons.indexOf(lesson) + 1];
        if (follower) await expect.poll(() => page.lessonTitle()).toBe(follower.title);
        else await leaveContents(page);
      });
    }
  }
});

test('the choices are walked with the arrow keys, and Enter commits to the one that is marked', async ({
  open,
}) => {
  const predicting = lessons.flatMap(({ slug, steps }) =>
    steps.flatMap(({ prediction }, index) => (prediction ? [`${slug}/${index + 1}`] : [])),
  );
  const page = await open(predicting[0]);
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

test('a lesson left in the middle opens again where it was left, with what was done', async ({
  open,
  playground,
}) => {
  const [lesson] = lessons as [Lesson];
  const page = await open(`${lesson.slug}/1`);
  const learner = new Learner(page);
  const [first] = lesson.steps as [Step];
  await predict(page, playground, first, null);
  await learner.perform(0, first.tasks[0]?.check ?? { requests: 1 });
  const tasks = await page.tasks();
  expect(tasks.map(({ done }) => done)).toContain(false);
  await page.page.reload();
  expect(await page.step()).toBe(0);
  expect(await page.tasks()).toEqual(tasks);
  await expectVerdict(page, first.prediction?.choices.find(({ right }) => right) as Choice);
  await page.press('n', 'n');
  await expect.poll(() => page.step()).toBe(2);
  await page.page.reload();
  expect(await page.step()).toBe(2);
});
