import { lessons as built } from 'virtual:lessons';
import type { Lesson } from '../../lessons/schema/lesson.ts';

/** The shipped lessons, in order. They were validated when the page was built. */
export const lessons = built as readonly Lesson[];
