import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgress } from '../../../client/state/progress-file.ts';
import { writeProgress, type Kept } from '../../../client/state/progress.ts';
import type { Step } from '../../../lessons/schema/lesson.ts';
import { shippedLesson, shippedLessons as lessons } from '../../browser/shipped.ts';

const lesson = shippedLesson('what-makes-an-event');
const { slug } = lesson;
const at = (isSo: (step: Step) => boolean) => lesson.steps.findIndex(isSo);
const asked = at(({ prediction }) => prediction !== null && 'choices' in prediction);
const written = at(({ build, code }) => build !== null || code !== null);

const KEPT: Kept = {
  [slug]: {
    step: 2,
    answers: { [asked]: { choice: 1 } },
    done: ['0.0', '0.prediction'],
    drafts: { [written]: 'data: a' },
  },
};

const file = (changes: object) =>
  JSON.stringify({ ...(JSON.parse(writeProgress(KEPT)) as object), ...changes });
const withLesson = (changes: object) => file({ lessons: { [slug]: { ...KEPT[slug], ...changes } } });

describe('a file of progress', () => {
  it('says what was kept, and nothing else', () => {
    expect(readProgress(lessons, writeProgress(KEPT))).toEqual({ kept: KEPT, left: [] });
    expect(Object.keys(JSON.parse(writeProgress(KEPT)) as object)).toEqual(['what', 'lessons']);
  });

  it.each([
    ['{', '', /^is no JSON: /],
    ['[]', '', /expected object/],
    [file({ what: 'a shopping list' }), '/what', /progress in the SSE Playground/],
    [file({ lessons: [] }), '/lessons', /expected record/],
    [file({ more: 1 }), '', /"more"/],
    [withLesson({ step: 1.5 }), `/lessons/${slug}/step`, /expected int/],
    [withLesson({ step: -1 }), `/lessons/${slug}/step`, />=0/],
    [withLesson({ done: [7] }), `/lessons/${slug}/done/0`, /expected string/],
    [withLesson({ answers: { first: 1 } }), `/lessons/${slug}/answers/first`, /./],
    [withLesson({ drafts: { 0: 1 } }), `/lessons/${slug}/drafts/0`, /expected string/],
  ])('that is something else is refused, with the field: %s', (text, path, rule) => {
    const read = readProgress(lessons, text);
    if (!('errors' in read)) throw new Error('It was read.');
    const [error] = read.errors;
    expect(error?.path).toBe(path);
    expect(error?.rule).toMatch(rule);
  });

  it('of another course is read as far as this one has its lessons, and says what is left out', () => {
    const lessonsOfFile = { ...KEPT, 'no-lesson': KEPT[slug], [slug]: { ...KEPT[slug], answers: { 0: 99 } } };
    const read = readProgress(lessons, file({ lessons: lessonsOfFile }));
    expect(read).toMatchObject({
      kept: { [slug]: { step: 2, answers: {} } },
      left: [
        `the answer to step 1 of “${slug}”, which is none there`,
        'the lesson “no-lesson”, which is not in this course',
      ],
    });
  });

  it('never makes it throw, whatever is in it', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => file({ lessons: { [slug]: value, ['__proto__']: value } })),
      fc.jsonValue().map((value) => withLesson({ answers: { 0: value } })),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const read = readProgress(lessons, text);
        if ('errors' in read) expect(read.errors.length).toBeGreaterThan(0);
        else for (const known of Object.keys(read.kept)) expect(known).toBe(slug);
      }),
    );
  });
});
