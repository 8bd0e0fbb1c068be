/**
 * A lesson in another language is a file beside it, `lesson.de.md`. What was done in one is done in the other: both have
 * the same steps, and each step the same blocks.
 */
import type { Lesson, Step } from '../schema/lesson.ts';
import type { Prediction } from '../schema/prediction.ts';
import type { Mistake } from './mistake.ts';
import type { ReadLesson } from './read-lesson.ts';

/** The lesson's own file, beside which the one at `path` stands; null for one that is no translation. */
export function originalOf(path: string): string | null {
  const original = path.replace(/\/lesson\.[^/.]+\.md$/, '/lesson.md');
  return original === path ? null : original;
}

/** What is different where it may not be. */
export function translationMistakes({ lesson, lines }: ReadLesson, original: Lesson): Mistake[] {
  const mistakes: Mistake[] = [];
  if (lesson.lang === original.lang) {
    mistakes.push({ line: 1, rule: `lesson.md is in "${lesson.lang}" itself` });
  }
  if (lesson.steps.length !== original.steps.length) {
    const rule = `has ${lesson.steps.length} steps, where lesson.md has ${original.steps.length}: progress would be lost`;
    return [...mistakes, { line: 1, rule }];
  }
  for (const [index, step] of lesson.steps.entries()) {
    const [here, there] = [blocksOf(step), blocksOf(original.steps[index] as Step)];
    if (here === there) continue;
    const rule = `the step has ${here}, where that of lesson.md has ${there}: progress would be lost`;
    mistakes.push({ line: lines[index]?.heading ?? 1, rule });
  }
  return mistakes;
}

/** What progress is kept of, in words. The choices are kept by their number. */
function blocksOf({ prediction, tasks, build, code }: Step): string {
  const blocks = [
    ...(prediction ? [predictionInWords(prediction)] : []),
    ...(tasks.length > 0 ? [`${tasks.length} task${tasks.length === 1 ? '' : 's'}`] : []),
    ...(build ? ['a build'] : []),
    ...(code ? ['code'] : []),
  ];
  return blocks.join(', ') || 'nothing to do';
}

function predictionInWords(prediction: Prediction): string {
  if ('number' in prediction) return 'a prediction of a number';
  if ('point' in prediction) return 'a prediction of a place';
  if ('order' in prediction) return `a prediction of the order of ${prediction.order.length}`;
  const right = prediction.choices.findIndex((choice) => choice.right) + 1;
  return `a prediction of ${prediction.choices.length} choices (${right} is right)`;
}
