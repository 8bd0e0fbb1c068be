/** A lesson, done in the page by a learner who answers as the test wants, and what the page has to show for it. */
import { expect, vi } from 'vitest';
import type { Lesson, Step } from '../../lessons/schema/lesson.ts';
import { endOf, findWhole } from '../../lessons/schema/place.ts';
import type { Answer, Prediction } from '../../lessons/schema/prediction.ts';
import { grade, rightAnswer, wrongAnswers, type Grade } from '../../lessons/tasks/grade.ts';
import { pointedIn, type Pointed } from '../../lessons/tasks/pointed.ts';
import { play } from '../../lessons/trial/play.ts';
import type { TestPlayground } from '../server/clients.ts';
import { dissectRun } from './dissect-run.ts';
import { Learner } from './learner.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { expectFailing, solutionOf } from './try-written.ts';

/** Milliseconds for what a stream may take to bring. */
const PATIENCE = { timeout: 20_000, interval: 100 };

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

export const pointedOf = ({ prediction, scenario }: Step): Pointed | null =>
  prediction && 'point' in prediction && scenario ? pointedIn(play(scenario)) : null;

/**
 * Does all that the open lesson asks for, and leaves it by the key that goes on. Each answer that the lesson has a word for
 * is given, the right one last, and so is what is to be written.
 */
export async function doLesson(
  page: PlaygroundPage,
  playground: TestPlayground,
  lesson: Lesson,
): Promise<void> {
  const learner = new Learner(page, playground);
  for (const [index, step] of lesson.steps.entries()) {
    await untilStep(page, lesson, index);
    const { prediction } = step;
    const pointed = pointedOf(step);
    for (const answer of prediction ? wrongAnswers(prediction, pointed) : []) {
      const graded = grade(prediction as Prediction, answer, pointed);
      await giveWrong(page, playground, learner, step, answer, graded, pointed);
      await page.tabTo(page.lesson.getByRole('button', { name: 'Answer again' }));
      await page.press('Enter');
      expect(await page.verdictText()).toBe('');
    }
    if (prediction) await giveRight(page, learner, prediction, pointed);
    for (const [task, { check }] of step.tasks.entries()) await learner.perform(task, check);
    const solution = solutionOf(step);
    if (solution !== null) {
      await expectFailing(page, step);
      await learner.solve(solution);
    }
    if (prediction) {
      await expectVerdict(page, grade(prediction, rightAnswer(prediction, pointed), pointed));
    }
    await page.press('Enter');
  }
}

/** The cursor stays where it is. */
async function giveRight(
  page: PlaygroundPage,
  learner: Learner,
  prediction: Prediction,
  pointed: Pointed | null,
): Promise<void> {
  const before = (await page.started()) ? await page.offset() : 0;
  const right = rightAnswer(prediction, pointed);
  await learner.predict(prediction, right, pointed);
  const graded = grade(prediction, right, pointed);
  if (!graded.show) return;
  await learner.start();
  await expectVerdict(page, graded);
  expect(await page.offset()).toBe(before);
}

async function giveWrong(
  page: PlaygroundPage,
  playground: TestPlayground,
  learner: Learner,
  step: Step,
  answer: Answer,
  graded: Grade,
  pointed: Pointed | null,
): Promise<void> {
  await learner.predict(step.prediction as Prediction, answer, pointed);
  if (graded.show) await learner.start();
  else if (graded.decides) {
    await learner.bringAbout(graded.decides, async () => /^(Yes|No)\./.test(await page.verdictText()));
  }
  await expectVerdict(page, graded);
  if (graded.show) await expectShown(page, playground, graded);
}

async function untilStep(page: PlaygroundPage, lesson: Lesson, index: number): Promise<void> {
  await vi.waitFor(async () => {
    expect(await page.lessonTitle()).toBe(lesson.title);
    expect(await page.step()).toBe(index);
  }, PATIENCE);
}

export async function expectVerdict(page: PlaygroundPage, { right, because, rule }: Grade): Promise<void> {
  const text = await vi.waitFor(async () => {
    const said = await page.verdictText();
    expect(said).toMatch(right ? /^Yes\./ : /^No\./);
    return said;
  }, PATIENCE);
  expect(text).toContain(oneLine(because));
  if (rule !== undefined) expect(text).toContain(rule);
}

/** The cursor is right after the place that decides, and the sentence under the Wire is about its last byte. */
async function expectShown(page: PlaygroundPage, playground: TestPlayground, { show }: Grade): Promise<void> {
  const { id } = await page.run();
  const { dissection, spans } = await vi.waitFor(async () => {
    const dissection = await dissectRun(playground, id);
    const spans = show && findWhole(dissection, show);
    if (!spans) throw new Error(`The capture does not hold ${JSON.stringify(show)}.`);
    return { dissection, spans };
  }, PATIENCE);
  const last = endOf(spans) - 1;
  const number = dissection.capture.localOffset(last);
  await vi.waitFor(async () => expect(await page.offset()).toBe(last + 1), PATIENCE);
  expect(await page.cursorInWords()).toContain(`after byte ${number}`);
  const hex = dissection.capture.byte(last)?.toString(16).padStart(2, '0');
  expect(await page.byteInWords()).toMatch(new RegExp(`^byte ${number} ${hex} `));
}
