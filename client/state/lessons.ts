import { glossary as builtGlossary, lessons as built } from 'virtual:lessons';
import type { Entry } from '../../lessons/catalog/glossary.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';

/** The shipped lessons, in order. They were validated when the page was built. */
export const lessons = built as readonly Lesson[];

/** In the order of the alphabet. */
export const glossary = builtGlossary as readonly Entry[];
