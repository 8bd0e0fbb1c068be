import type { Step } from '../../../lessons/schema/lesson.ts';

/** A step that asks for nothing but what is given. */
export const stepOf = (parts: Partial<Step>): Step => ({
  title: 'A step',
  prose: [],
  scenario: null,
  prediction: null,
  tasks: [],
  build: null,
  code: null,
  take: null,
  race: null,
  breakEven: null,
  ...parts,
});
