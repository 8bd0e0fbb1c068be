/** The words of the lesson pane. */
export const LESSON = {
  name: 'Lesson',
  where: (lesson: number, lessons: number, step: number, steps: number) =>
    `Lesson ${lesson} of ${lessons}, step ${step} of ${steps}`,
  whereInOwn: (step: number, steps: number) => `Your own file, step ${step} of ${steps}`,
  steps: 'Steps',
  step: (step: number, title: string) => `Step ${step}: ${title}`,
  loading: 'Loading.',

  tasks: 'Tasks',
  done: '(done)',
  notDone: '(not done yet)',
  mark: 'Mark it on the wire',

  answerable: 'You can now answer:',
  wasLast: 'That was the last lesson; every stream can be started again.',
  showAnswer: 'Show the answer',

  back: 'Back',
  commit: 'Commit',
  check: 'Check',
  continue: 'Continue',
  nextLesson: 'Next lesson',
  allLessons: 'All lessons',
  answerFirst: 'Give an answer first.',
  enter: 'Enter',
} as const;
