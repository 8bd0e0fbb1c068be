declare module 'virtual:lessons' {
  import type { Lesson } from '../lessons/schema/lesson.ts';
  export const lessons: readonly Lesson[];
}
