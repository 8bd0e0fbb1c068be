import { describe, expect, it } from 'vitest';
import { readLesson } from '../../../lessons/catalog/read-lesson.ts';
import { tryLesson, type Trial } from '../../../lessons/trial/try-lesson.ts';
import { broken, PATH } from '../catalog/sample.ts';

/** A lesson whose last step has this block. */
function tried(word: string, block: string): Trial {
  const text = broken('## Afterwards\n', `## Afterwards\n\n\`\`\`yaml ${word}\n${block}\n\`\`\`\n`).replace(
    'not two.\n',
    'not two.\n    show: { target: blank-line }\n',
  );
  const outcome = readLesson(PATH, text);
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return tryLesson(outcome);
}

const BUILD = `do: Write two events. After event 1 comes another.
text: |+
  data: a

events: [{ data: a }, { data: b }]
solution: |+
  data: a

  data: b

wrong:
  - |+
    data: b

    data: a

  - "data: a"`;

const SCENARIOS = `do: Let it come.
scenario:
  gzip: hold
  steps: [{ event: { data: a } }]
events: [{ data: a }]
solution:
  steps: [{ event: { data: a } }]
wrong:
  - gzip: hold
    steps: [{ event: { data: a } }]
  - steps: []`;

const mistakesWith = (block: string) =>
  tried('build', block).mistakes.map(({ line, rule }) => `${line}: ${rule}`);

describe('a stream that is to be built, tried', () => {
  it('has no mistake when the solution passes, and what stands there and each wrong one fail', () => {
    expect(tried('build', BUILD)).toEqual({
      mistakes: [],
      notRun: [],
      tried: { predictions: 1, tasks: 3, numbers: 0 },
    });
  });

  it.each([
    [
      'the solution fails',
      BUILD.replace('solution: |+', 'solution: |'),
      '58: the solution fails: One event was dispatched; 2 are wanted. No blank line has come after line 3: ' +
        'it would dispatch the event (HTML 9.2.6). (Does the text end with a blank line? Begin it with "|+", which keeps that.)',
    ],
    [
      'what stands there at first passes',
      BUILD.replace('text: |+\n  data: a\n', 'text: |+\n  data: a\n\n  data: b\n'),
      '58: done before anything was: what stands there at first passes',
    ],
    [
      'a wrong answer passes',
      BUILD.replace('    data: b\n\n    data: a\n', '    data: a\n\n    data: b\n'),
      '58: wrong answer 1 passes',
    ],
    [
      'it speaks of an event that nobody builds',
      BUILD.replace('event 1', 'event 3'),
      '58: says “event 3”: the run has 1 event',
    ],
  ])('has a mistake when %s', (_, block, mistake) => {
    expect(mistakesWith(block)).toEqual([mistake]);
  });

  it('is not run where only the lab can play it, and says so', () => {
    const { mistakes, notRun } = tried('build', SCENARIOS);
    expect(mistakes).toEqual([]);
    expect(notRun.map(({ rule }) => rule)).toEqual([
      'what stands there at first is not run: compression is played by the lab alone',
      'wrong answer 1 is not run: compression is played by the lab alone',
      'not run: compression is played by the lab alone',
    ]);
    const failing = SCENARIOS.replace(
      'solution:\n  steps: [{ event: { data: a } }]',
      'solution:\n  steps: []',
    );
    expect(tried('build', failing).mistakes.map(({ rule }) => rule)).toEqual([
      'the solution fails: No event was dispatched; one is wanted.',
    ]);
  });
});

describe('code that is to be written', () => {
  it('has a mistake when a stream of it takes longer than code is given', () => {
    const streams = 'streams: [{ steps: [{ wait: 11000 }, { event: { data: a } }] }]';
    const { mistakes } = tried(
      'code',
      `do: Show it.\nstart: ""\nshows: [a]\nsolution: a\nwrong: [b]\n${streams}`,
    );
    expect(mistakes.map(({ rule }) => rule)).toEqual([
      'code is run for 10000 ms at most, and a stream of this takes 11000 ms',
    ]);
  });

  it('is not run without a browser, and says so', () => {
    const { mistakes, notRun } = tried(
      'code',
      'do: Show it.\nstart: ""\nshows: [a]\nsolution: show("a")\nwrong: [show(1)]',
    );
    expect(mistakes).toEqual([]);
    expect(notRun).toEqual([{ line: 58, rule: 'the code is not run: that takes a browser' }]);
  });
});
