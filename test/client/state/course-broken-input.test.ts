import { beforeEach, expect, it, vi } from 'vitest';
import { Course } from '../../../client/state/course.svelte.ts';
import type { Lesson, Step } from '../../../lessons/schema/lesson.ts';

const { LESSONS } = vi.hoisted(() => {
  const step = (parts: Partial<Step>): Step => ({
    title: 'A step',
    prose: [],
    scenario: null,
    prediction: null,
    tasks: [],
    ...parts,
  });
  const prediction = {
    ask: 'How many?',
    choices: [
      { text: 'One', because: 'No.', show: { target: 'event' as const, nth: 2 } },
      { text: 'Two', because: 'Yes.', right: true as const, show: { target: 'event' as const, nth: 2 } },
    ],
  };
  const lesson = (slug: string, steps: Step[]): Lesson => ({
    slug,
    chapter: 'A chapter',
    title: slug,
    question: 'Why?',
    minutes: 5,
    claim: 'A claim.',
    steps,
  });
  const LESSONS = [
    lesson('first', [
      step({
        prediction,
        tasks: [
          { do: 'Start', check: { requests: 1 } },
          { do: 'Step', check: { dispatched: 2 } },
        ],
      }),
      step({ tasks: [{ do: 'Stop', check: { closed: true } }] }),
      step({}),
    ]),
    lesson('second', [step({}), step({ tasks: [{ do: 'Start', check: { requests: 1 } }] })]),
  ];
  return { LESSONS };
});

vi.mock('../../../client/state/lessons.ts', () => ({ lessons: LESSONS }));

const [FIRST] = LESSONS as [Lesson];

/** What the browser gives the page: an address, and a storage that outlives it. */
let storage: Map<string, string>;
let address: { hash: string };

beforeEach(() => {
  storage = new Map();
  address = { hash: '' };
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('location', address);
  vi.stubGlobal('history', {
    replaceState: (_state: unknown, _unused: string, url: string) => {
      address.hash = url;
    },
  });
});

it('an address that is not encoded as an address should be is one that names no lesson', () => {
  address.hash = '#/%';
  expect(new Course().lesson).toBe(FIRST);
});

it('a stored answer that is no choice of the step does not count as an answer', () => {
  storage.set(
    'sse-playground.progress',
    JSON.stringify({ first: { step: 0, answers: { 0: 99 }, done: [] } }),
  );
  expect(new Course().answer).toBeNull();
});
