/** What a learner writes in a step: kept, played or run, and judged by what comes of it. */
import { SvelteMap } from 'svelte/reactivity';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Course } from '../../../client/state/course.svelte.ts';
import { Agreement } from '../../../client/state/agreement.ts';
import type { Recording } from '../../../client/state/recording.svelte.ts';
import { Written } from '../../../client/state/written/written.svelte.ts';
import type { SandboxListener } from '../../../client/io/sandbox.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { buildSchema } from '../../../lessons/schema/build.ts';
import { codeSchema } from '../../../lessons/schema/code.ts';
import type { Lesson } from '../../../lessons/schema/lesson.ts';
import type { Scenario } from '../../../lessons/schema/scenario.ts';
import { play } from '../../../lessons/trial/play.ts';
import { stepOf } from './step.ts';

const { LESSONS, sandboxes } = vi.hoisted(() => ({
  LESSONS: [] as Lesson[],
  sandboxes: [] as { code: string; stream: Scenario; on: SandboxListener; closed: boolean }[],
}));
vi.mock('../../../client/state/lessons.svelte.ts', () => ({ shipped: { lessons: LESSONS } }));
vi.mock('../../../client/io/sandbox.ts', () => ({
  openSandbox(code: string, stream: Scenario, on: SandboxListener) {
    const sandbox = { code, stream, on, closed: false };
    sandboxes.push(sandbox);
    return () => {
      sandbox.closed = true;
    };
  },
}));

const TEXT = stepOf({
  prediction: {
    ask: 'How many?',
    choices: [
      { text: 'None', because: 'Yes.', right: true },
      { text: 'One', because: 'No.' },
    ],
  },
  build: buildSchema.parse({
    do: 'Write it.',
    text: 'data: a\n',
    events: [{ data: 'a' }],
    solution: 'data: a\n\n',
    wrong: [''],
  }),
});
const SCENARIO = stepOf({
  build: buildSchema.parse({
    do: 'Let it be asked for once.',
    scenario: { steps: [{ event: { data: 'a' } }], then: 'end' },
    events: [{ data: 'a' }],
    requests: 1,
    solution: { steps: [{ event: { data: 'a' } }], then: 'hold' },
    wrong: [{ steps: [] }],
  }),
});
const STREAMS: Scenario[] = [
  { steps: [{ event: { data: 'a' } }], then: 'end' },
  { steps: [{ wait: 700 }, { event: { data: 'a' } }], then: 'hold' },
];
const CODE = stepOf({
  code: {
    ...codeSchema.parse({
      do: 'Show it.',
      start: '',
      shows: ['a', 'b'],
      hint: 'Call show.',
      solution: 'show()',
      wrong: ['x'],
    }),
    streams: STREAMS,
  },
});

LESSONS.push({
  slug: 'written',
  chapter: 'A chapter',
  title: 'Written',
  question: 'Why?',
  answer: 'Because.',
  minutes: 5,
  lang: 'en',
  claim: 'A claim.',
  steps: [TEXT, SCENARIO, CODE],
});

let storage: Map<string, string>;

/** What is recorded, as far as it matters here. */
class FakeRecording {
  readonly #now = new SvelteMap<'is', Pick<Recording, 'scenario' | 'closed' | 'dissection'>>();
  readonly agreement = new Agreement(new Dissection());

  become(scenario: Scenario | null, dissection = new Dissection(), closed = false): void {
    this.#now.set('is', { scenario, dissection, closed });
  }
  get scenario() {
    return this.#now.get('is')?.scenario ?? null;
  }
  get dissection() {
    return this.#now.get('is')?.dissection;
  }
  get closed() {
    return this.#now.get('is')?.closed;
  }
}

beforeEach(() => {
  storage = new Map();
  sandboxes.length = 0;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('location', { hash: '' });
  vi.stubGlobal('history', { replaceState: () => {} });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The page at a step of the lesson, from 0. */
function at(index: number) {
  const recording = new FakeRecording();
  const course = new Course();
  course.goTo('written', index);
  const written = new Written(course, recording as unknown as Recording);
  const task = () => course.writtenTask(written.verdict);
  /** Starts what stands in the editor: all of it comes at once. */
  const start = () => {
    const { scenario } = written.build;
    if (!scenario) throw new Error('There is nothing to start.');
    recording.become(scenario, play(scenario));
    written.build.played(course.step, scenario);
  };
  /** The page does this whenever something changes. */
  const settle = () =>
    course.settle(
      [task()].flatMap((each) => each ?? []),
      false,
    );
  return { course, written, recording, task, start, settle };
}

describe('a draft', () => {
  it('is what stands there at first, until the learner changes it; a reload brings it back', () => {
    const { written } = at(0);
    expect([written.draft.text, written.draft.changed]).toEqual(['data: a\n', false]);
    written.draft.type('data: b');
    expect([written.draft.text, written.draft.changed]).toEqual(['data: b', true]);
    expect(at(0).written.draft.text).toBe('data: b');
    expect(at(1).written.draft.text).toBe('steps:\n  - { event: { data: a } }\nthen: end\n');
  });

  it('is put back, or replaced by the solution, and neither loses it', () => {
    const { written, course } = at(0);
    const { draft } = written;
    draft.type('mine');
    draft.reset();
    expect([draft.text, draft.changed, draft.undoable]).toEqual(['data: a\n', false, true]);
    draft.undo();
    expect([draft.text, draft.undoable]).toEqual(['mine', false]);
    draft.takeSolution();
    expect(draft.text).toBe('data: a\n\n');
    course.goTo('written', 1);
    expect(draft.undoable).toBe(false);
    course.goTo('written', 0);
    draft.undo();
    expect(draft.text).toBe('mine');
    draft.reset();
    draft.type('more');
    expect(draft.undoable).toBe(false);
  });

  it('has room for so much, and is forgotten with the lesson', () => {
    const { written, course } = at(2);
    written.draft.type('x'.repeat(20_000));
    expect(written.draft.text).toHaveLength(10_000);
    course.forget(course.lesson);
    course.goTo('written', 2);
    expect(written.draft.text).toBe('');
  });

  it('is not taken from what no learner has stored', () => {
    storage.set(
      'sse-playground.progress',
      '{"written": {"drafts": {"0": 7, "1": "mine", "9": "x", "y": ""}}}',
    );
    expect(at(0).written.draft.text).toBe('data: a\n');
    expect(at(1).written.draft.text).toBe('mine');
    for (const drafts of ['null', '[]', '"x"']) {
      storage.set('sse-playground.progress', `{"written": {"drafts": ${drafts}}}`);
      expect(at(0).written.draft.text).toBe('data: a\n');
    }
  });
});

describe('a stream that is written', () => {
  it('is judged by what comes of it, and only when it was started', () => {
    const { written, task, start } = at(0);
    expect(written.build.events?.rows).toEqual([{ wanted: 'data "a"', came: null }]);
    expect(task()?.verdict).toMatchObject({
      done: false,
      missing: expect.stringContaining('Start') as string,
    });
    start();
    expect(written.build.verdict?.state).toBe('open');
    vi.runAllTimers();
    expect(task()?.verdict).toMatchObject({
      done: false,
      missing:
        'No event was dispatched; one is wanted. No blank line has come after line 1: it would dispatch the event (HTML 9.2.6).',
      show: [expect.anything()],
    });
    written.draft.type('data: a\n\n');
    expect(task()?.verdict).toMatchObject({
      done: false,
      missing: expect.stringContaining('changed') as string,
    });
    expect(written.build.verdict?.state).toBe('failed');
    start();
    vi.runAllTimers();
    expect(task()?.verdict.done).toBe(true);
  });

  it('counts once the prediction has been made, and stays done', () => {
    const { course, written, task, start, settle } = at(0);
    written.draft.takeSolution();
    start();
    vi.runAllTimers();
    settle();
    written.draft.reset();
    expect(task()?.verdict.done).toBe(false);
    written.draft.undo();
    course.chosen = { choice: 0 };
    course.commit();
    settle();
    written.draft.reset();
    expect(task()?.verdict.done).toBe(true);
    expect(at(0).task()?.verdict.done).toBe(true);
    course.forget(course.lesson);
    expect(task()?.verdict.done).toBe(false);
  });

  it('is not judged by what else is recorded', () => {
    const { course, written, recording, start } = at(0);
    written.draft.takeSolution();
    start();
    vi.runAllTimers();
    recording.become({ steps: [], then: 'hold' });
    expect(written.verdict.done).toBe(false);
    start();
    vi.runAllTimers();
    expect(written.verdict.done).toBe(true);
    written.build.played(null, { steps: [], then: 'hold' });
    expect(written.build.verdict).toBeNull();
    start();
    course.goTo('written', 1);
    expect(written.build.verdict).toBeNull();
  });

  it('is not judged by its end when the learner closed it before', () => {
    const { written, recording, task, start } = at(1);
    written.draft.takeSolution();
    start();
    recording.become(recording.scenario, recording.dissection, true);
    vi.runAllTimers();
    expect(task()?.verdict).toMatchObject({
      done: false,
      missing: expect.stringContaining('closed') as string,
    });
    start();
    vi.runAllTimers();
    expect(task()?.verdict.done).toBe(true);
  });

  it('is not done while another request may still come', () => {
    const { written, recording, start } = at(1);
    start();
    recording.become(recording.scenario);
    vi.advanceTimersByTime(3000);
    expect(written.build.verdict?.state).toBe('open');
    vi.advanceTimersByTime(1000);
    expect(written.build.verdict?.state).toBe('failed');
  });

  it('names the line of each mistake, and is nothing to start', () => {
    const { written, task } = at(1);
    written.draft.type('steps:\n  - wait: -2\n  - event: { dta: a }\n');
    expect(written.build.scenario).toBeNull();
    expect(written.build.mistakes.map(({ line }) => line)).toEqual([2, 3, 3]);
    expect(task()?.verdict).toMatchObject({
      done: false,
      missing: expect.stringMatching(/^Line 2: /) as string,
    });
  });
});

describe('code that is written', () => {
  const last = () => sandboxes.at(-1) as (typeof sandboxes)[number];
  const begin = (index = 2) => {
    const page = at(index);
    page.written.draft.type('code');
    const run = page.written.code.run();
    last().on.began();
    return { ...page, code: page.written.code, run };
  };
  const showAll = () => {
    last().on.shown('a');
    last().on.shown('b');
  };

  it('passes when it shows what is wanted with each stream, one after the other', async () => {
    const { code, task, run } = begin();
    expect(sandboxes.map(({ code, stream }) => [code, stream])).toEqual([['code', STREAMS[0]]]);
    showAll();
    expect(code.verdicts.map(({ state }) => state)).toEqual(['open']);
    last().on.returned();
    await vi.advanceTimersByTimeAsync(0);
    expect(sandboxes.map(({ closed }) => closed)).toEqual([true, false]);
    expect(task()?.verdict.done).toBe(false);
    last().on.began();
    showAll();
    // It reads on: nobody knows whether there is more to come before the time is up.
    await vi.runAllTimersAsync();
    await run;
    expect([code.running, code.passes, task()?.verdict.done]).toEqual([false, true, true]);
    expect(sandboxes.map(({ stream }) => stream)).toEqual(STREAMS);
  });

  it('fails as soon as something else is shown, and is not run against the other streams', async () => {
    const { code, task, run } = begin();
    last().on.shown('b');
    await run;
    expect(sandboxes.map(({ closed }) => closed)).toEqual([true]);
    expect(code.shown?.differs).toBe(0);
    expect(task()?.verdict.missing).toBe('Call 1 of show was "b"; "a" is wanted.');
  });

  it('fails with the line of its error', async () => {
    const { code, run } = begin();
    last().on.shown('a');
    last().on.error({ says: 'TypeError: no', line: 3 });
    await run;
    expect(code.verdicts.map(({ fault }) => fault)).toEqual([{ says: 'TypeError: no', line: 3 }]);
    expect(code.shown?.rows).toEqual([
      { wanted: '"a"', came: '"a"' },
      { wanted: '"b"', came: null },
    ]);
  });

  it('is stopped when it has had its time, and told that it had not come to its end', async () => {
    const { code, run } = begin();
    last().on.shown('a');
    await vi.runAllTimersAsync();
    await run;
    expect(sandboxes.map(({ closed }) => closed)).toEqual([true]);
    expect(code.verdicts[0]?.fault?.says).toBe(
      'show was called once; 2 calls are wanted. The code was stopped after 3.5 s: it had not come to its end.',
    );
  });

  it('has the time of its stream, also where it comes to its end before, and is not said to be stopped then', async () => {
    const { code, run } = begin();
    last().on.returned();
    expect(code.running).toBe(true);
    await vi.runAllTimersAsync();
    await run;
    expect(code.verdicts[0]?.fault?.says).toBe('show was not called; 2 calls are wanted.');
  });

  it('has shown too much when its EventSource goes on', async () => {
    const { code, run } = begin();
    last().on.listening();
    showAll();
    last().on.returned();
    expect(code.running).toBe(true);
    last().on.shown('a');
    await run;
    expect(code.verdicts[0]?.fault?.says).toBe('show was called once too often: call 3 was "a".');
  });

  it('is stopped by the learner, and is not judged then', async () => {
    const { code, task, run } = begin();
    code.stop();
    await run;
    expect(sandboxes.map(({ closed }) => closed)).toEqual([true]);
    expect([code.running, code.passes]).toEqual([false, false]);
    expect(task()?.verdict.missing).toContain('was stopped');
  });

  it('is another than what ran, once it is changed', async () => {
    const { written, task, run } = begin();
    last().on.error({ says: 'no', line: null });
    await run;
    written.draft.type('more');
    expect(task()?.verdict.missing).toContain('has changed');
  });

  it('says what kept it from being run', async () => {
    const { code, run } = begin();
    last().on.failed({ what: 'No.', remedy: 'Again.' });
    await run;
    expect([code.problem?.what, code.running]).toEqual(['No.', false]);
  });
});

describe('the lesson', () => {
  it('is finished when all that is to be written has been', () => {
    const { course } = at(0);
    const [lesson] = LESSONS as [Lesson];
    const write = (index: number) => {
      course.goTo('written', index);
      course.chosen = { choice: 0 };
      course.commit();
      const task = course.writtenTask({ done: true, missing: null, show: null });
      course.settle(task ? [task] : [], true);
    };
    write(0);
    write(1);
    expect(course.progressOf(lesson).finished).toBe(false);
    write(2);
    expect(course.progressOf(lesson).finished).toBe(true);
  });
});
