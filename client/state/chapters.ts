import type { Lesson } from '../../lessons/schema/lesson.ts';

export interface Chapter {
  readonly title: string;
  readonly lessons: readonly Lesson[];
}

/** The chapters of a course, in its order. */
export const chaptersOf = (lessons: readonly Lesson[]): Chapter[] =>
  [...new Set(lessons.map(({ chapter }) => chapter))].map((title) => ({
    title,
    lessons: lessons.filter(({ chapter }) => chapter === title),
  }));
