import { glossary, lessons } from 'virtual:lessons';
import type { Entry } from '../../lessons/catalog/glossary.ts';
import type { Lesson } from '../../lessons/schema/lesson.ts';

/** What the page was built with. It was validated then. */
class Shipped {
  /** In order. */
  lessons = $state.raw(lessons as readonly Lesson[]);
  /** In the order of the alphabet. */
  glossary = $state.raw(glossary as readonly Entry[]);
}

export const shipped = new Shipped();

// In development, what was edited takes the place of what there was.
import.meta.hot?.accept('virtual:lessons', (edited) => {
  if (edited) Object.assign(shipped, edited);
});
