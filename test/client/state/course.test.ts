import * as fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Course } from '../../../client/state/course.svelte.ts';
import { poolAt } from '../../../lessons/protocol/connection-pool/moment.ts';
import type { Dissection } from '../../../lessons/protocol/dissect.ts';
import type { Scene } from '../../../lessons/schema/check.ts';
import type { Lesson, Step } from '../../../lessons/schema/lesson.ts';
import { dissect } from '../../lessons/protocol/wire.ts';
import { event, fromClient, fromServer, HEAD } from './recorded.ts';

const { LESSONS } = await vi.hoisted(async () => {
  const { stepOf: step } = await import('./step.ts');
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
    answer: 'Because.',
    minutes: 5,
    lang: 'en',
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

vi.mock('../../../client/state/lessons.svelte.ts', () => ({ shipped: { lessons: LESSONS } }));

const [FIRST, SECOND] = LESSONS as [Lesson, Lesson];

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

/** What is on screen when the first `cursor` bytes of these have been received; all of them without one. */
function sceneOf(dissection: Dissection, cursor = dissection.capture.length, closed = false): Scene {
  const timeline = { requests: [], connections: [] };
  return {
    dissection,
    cursor,
    closed,
    typed: null,
    pool: { timeline, moment: poolAt(timeline, 0), protocol: 'HTTP/1.1', at: 0 },
  };
}

const NOTHING = sceneOf(dissect([]));
const ONE_EVENT = sceneOf(dissect([fromClient(0), fromServer(0, HEAD), fromServer(0, event('a'))]));
const TWO_EVENTS = sceneOf(
  dissect([fromClient(0), fromServer(0, HEAD), fromServer(0, event('a')), fromServer(0, event('b'))]),
);

/** The page does this whenever the scene changes. */
const settle = (course: Course, scene: Scene) => course.settle(course.tasks(scene), course.decided(scene));

const done = (course: Course, scene = NOTHING) => course.tasks(scene).map(({ verdict }) => verdict.done);

function answer(course: Course, choice: number): void {
  course.chosen = { choice };
  course.commit();
}

describe('a course', () => {
  it('begins with the first step of the first lesson, and says so in the address', () => {
    const course = new Course();
    expect([course.lesson, course.stepIndex, course.number]).toEqual([FIRST, 0, 1]);
    expect(address.hash).toBe('#/first/1');
  });

  it('opens the step that the address names, within the lesson', () => {
    address.hash = '#/second/2';
    expect(new Course().step).toBe(SECOND.steps[1]);
    address.hash = '#/first/99';
    expect(new Course().stepIndex).toBe(FIRST.steps.length - 1);
    address.hash = '#/first/0';
    expect(new Course().stepIndex).toBe(0);
  });

  it('stays where it is when the address names no lesson', () => {
    const course = new Course();
    course.goTo('second', 1);
    course.openAddress('nowhere/1');
    expect([course.lesson, course.stepIndex]).toEqual([SECOND, 1]);
    expect(address.hash).toBe('#/second/2');
  });

  it('goes forward through the steps and into the next lesson, and no further than the last step', () => {
    const course = new Course();
    const places: string[] = [];
    while (course.forward()) places.push(`${course.lesson.slug}/${course.stepIndex + 1}`);
    expect(places).toEqual(['first/2', 'first/3', 'second/1', 'second/2']);
  });

  it('goes back through the steps and into the lesson before, and no further than the first step', () => {
    address.hash = '#/second/2';
    const course = new Course();
    const places: string[] = [];
    for (let back = 0; back < 5; back += 1) {
      course.back();
      places.push(`${course.lesson.slug}/${course.stepIndex + 1}`);
    }
    expect(places).toEqual(['second/1', 'first/3', 'first/2', 'first/1', 'first/1']);
  });

  it('goes on in the lesson that was open last, or else in the next one that is not finished', () => {
    const course = new Course();
    expect(course.unfinished).toBe(FIRST);
    course.goTo('second', 1);
    expect(course.unfinished).toBe(SECOND);
    settle(course, ONE_EVENT);
    expect(course.unfinished).toBe(FIRST);
    course.goTo('first', 0);
    answer(course, 1);
    settle(course, TWO_EVENTS);
    course.goTo('first', 1);
    settle(course, sceneOf(NOTHING.dissection, 0, true));
    expect(course.unfinished).toBeNull();
  });

  it('an address that is not encoded as an address should be is one that names no lesson', () => {
    address.hash = '#/%';
    expect(new Course().lesson).toBe(FIRST);
  });
});

describe('a prediction', () => {
  it('is committed once, and only when something has been chosen', () => {
    const course = new Course();
    course.commit();
    expect(course.answer).toBeNull();
    answer(course, 1);
    answer(course, 0);
    expect(course.answer).toEqual({ choice: 1 });
    expect(course.answered).toMatchObject({ right: true, because: 'Yes.' });
  });

  it('is decided when the place that decides has been captured, and stays so', () => {
    const course = new Course();
    answer(course, 0);
    expect(course.decided(ONE_EVENT)).toBe(false);
    expect(course.decidedAt(ONE_EVENT.dissection)).toBeNull();
    expect(course.decided(TWO_EVENTS)).toBe(true);
    expect(course.decidedAt(TWO_EVENTS.dissection)).not.toBeNull();
    settle(course, TWO_EVENTS);
    expect(course.decided(NOTHING)).toBe(true);
  });

  it('is taken back for another answer, and is decided anew', () => {
    const course = new Course();
    answer(course, 0);
    settle(course, TWO_EVENTS);
    expect(course.answered?.right).toBe(false);
    course.reconsider();
    expect([course.answer, course.chosen]).toEqual([null, null]);
    expect(course.decided(TWO_EVENTS)).toBe(false);
    answer(course, 1);
    expect(course.decided(NOTHING)).toBe(false);
    expect(course.decided(TWO_EVENTS)).toBe(true);
    expect(done(course)).toEqual([true, true]);
  });

  it('is not decided before it is made', () => {
    expect(new Course().decided(TWO_EVENTS)).toBe(false);
  });
});

describe('a task', () => {
  it('does not count before the prediction of its step has been made', () => {
    const course = new Course();
    settle(course, TWO_EVENTS);
    expect(done(course)).toEqual([false, false]);
    answer(course, 1);
    settle(course, TWO_EVENTS);
    expect(done(course)).toEqual([true, true]);
  });

  it('stays done once it was', () => {
    const course = new Course();
    answer(course, 1);
    settle(course, ONE_EVENT);
    expect(done(course)).toEqual([true, false]);
    expect(done(course, ONE_EVENT)).toEqual([true, false]);
  });
});

describe('what was done', () => {
  it('is there again when the page is opened anew', () => {
    const before = new Course();
    answer(before, 1);
    settle(before, TWO_EVENTS);
    before.goTo('second', 1);
    address.hash = '';
    const after = new Course();
    expect([after.lesson, after.stepIndex]).toEqual([SECOND, 1]);
    after.goTo('first', 0);
    expect(after.answer).toEqual({ choice: 1 });
    expect(done(after)).toEqual([true, true]);
  });

  it('finishes a lesson when all of it was done, in whatever order', () => {
    const course = new Course();
    course.goTo('first', 1);
    settle(course, sceneOf(NOTHING.dissection, 0, true));
    expect(course.progressOf(FIRST)).toMatchObject({ finished: false, started: true });
    course.goTo('first', 0);
    answer(course, 0);
    expect(course.progressOf(FIRST).finished).toBe(false);
    settle(course, TWO_EVENTS);
    expect(course.progressOf(FIRST).finished).toBe(true);
    expect(course.progressOf(SECOND)).toEqual({ finished: false, started: false, step: 0 });
  });

  it('opens a lesson where it was left, and a finished one at its beginning', () => {
    const course = new Course();
    course.goTo('second', 1);
    course.goTo('first', 2);
    course.open(SECOND);
    expect(course.stepIndex).toBe(1);
    settle(course, ONE_EVENT);
    course.open(SECOND);
    expect(course.stepIndex).toBe(0);
  });

  it('is forgotten for one lesson when the learner asks', () => {
    const course = new Course();
    answer(course, 1);
    settle(course, TWO_EVENTS);
    course.goTo('second', 1);
    settle(course, ONE_EVENT);
    course.goTo('first', 0);
    course.forget(FIRST);
    expect([course.answer, done(course)]).toEqual([null, [false, false]]);
    expect(course.progressOf(FIRST).started).toBe(false);
    expect(course.progressOf(SECOND).started).toBe(true);
    expect(Object.keys(new Course().kept)).toEqual(['second']);
  });

  it('is there again when what replaced it is undone', () => {
    const course = new Course();
    answer(course, 1);
    settle(course, TWO_EVENTS);
    const { kept } = course;
    course.replace({});
    expect([course.answer, new Course().kept]).toEqual([null, {}]);
    course.replace(kept);
    expect([course.answer, done(course)]).toEqual([{ choice: 1 }, [true, true]]);
    expect(new Course().kept).toEqual(kept);
  });
});

describe('a lesson of the learner’s own', () => {
  const own = (count: number): Lesson => ({
    ...FIRST,
    slug: 'own',
    steps: Array.from({ length: count }, () => SECOND.steps[1] as Step),
  });

  it('is opened at an address of its own, beside the course', () => {
    const course = new Course();
    course.goTo('second', 1);
    const { kept } = course;
    course.openOwn(own(3));
    expect(address.hash).toBe('#/own/1');
    expect([course.number, course.nextLesson, course.lessonBefore]).toEqual([0, null, null]);
    settle(course, ONE_EVENT);
    expect(done(course, NOTHING)).toEqual([true]);
    expect(course.kept).toBe(kept);
    expect(course.unfinished).toBe(SECOND);
    expect(course.forward()).toBe(true);
    expect(course.forward()).toBe(true);
    expect(course.forward()).toBe(false);
    course.goTo('second', 0);
    expect(course.lesson).toBe(SECOND);
    course.openAddress('own/3');
    expect([course.number, course.stepIndex]).toEqual([0, 2]);
  });

  it('keeps the step when it is opened again, edited, and forgets what was done in it', () => {
    const course = new Course();
    course.openOwn(own(3));
    course.goTo('own', 2);
    settle(course, ONE_EVENT);
    course.openOwn(own(3));
    expect([course.stepIndex, done(course)]).toEqual([2, [false]]);
    course.openOwn(own(2));
    expect(course.stepIndex).toBe(1);
  });

  it('is no longer there when the page is opened anew', () => {
    const course = new Course();
    course.goTo('second', 1);
    course.openOwn(own(3));
    expect(new Course().lesson).toBe(SECOND);
    expect(address.hash).toBe('#/second/2');
  });
});

describe('a browser', () => {
  it('that keeps nothing costs the memory, and nothing else', () => {
    vi.stubGlobal('localStorage', undefined);
    const course = new Course();
    answer(course, 1);
    settle(course, TWO_EVENTS);
    expect(done(course)).toEqual([true, true]);
  });

  it('that kept something else leaves a course that can be done', () => {
    const progress = fc.record(
      { step: fc.jsonValue(), answers: fc.jsonValue(), done: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const stored = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom('first', 'second', 'third'), fc.oneof(progress, fc.jsonValue()))
        .map((each) => JSON.stringify(each)),
    );
    fc.assert(
      fc.property(stored, fc.oneof(fc.json(), fc.constant('"second"')), (kept, last) => {
        address.hash = '';
        storage.set('sse-playground.progress', kept);
        storage.set('sse-playground.lesson', last);
        const course = new Course();
        expect(course.lesson.steps).toContain(course.step);
        course.goTo('first', 1);
        settle(course, sceneOf(NOTHING.dissection, 0, true));
        expect(done(course)).toEqual([true]);
        expect(course.forward()).toBe(true);
      }),
    );
  });

  it('that kept an answer which is no choice of the step has kept no answer', () => {
    storage.set(
      'sse-playground.progress',
      JSON.stringify({ first: { step: 0, answers: { 0: 99 }, done: [] } }),
    );
    expect(new Course().answer).toBeNull();
  });
});
