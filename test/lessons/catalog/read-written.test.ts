/** What is to be written in a step, a stream or code, as its block says it. */
import { describe, expect, it } from 'vitest';
import { readLesson } from '../../../lessons/catalog/read-lesson.ts';
import type { Step } from '../../../lessons/schema/lesson.ts';
import { broken, PATH } from './sample.ts';

const BUILD = `do: Write it.
text: |
  data: a
events: [{ type: b, data: a }]
solution: |+
  event: b
  data: a

wrong:
  - ""`;

const REPAIR = `do: Repair it.
scenario:
  steps: [{ wait: 1 }]
events: []
within: 300
requests: 1
ends: clean
solution:
  steps: []
wrong:
  - steps: [{ wait: 2 }]`;

const CODE = `do: Write it.
start: |
  show(url);
shows: [a, { b: 1 }]
solution: show('a');
wrong: [show(1)]`;

const fence = (word: string, text: string) => `\`\`\`yaml ${word}\n${text}\n\`\`\`\n`;

/** The sample whose last step has these blocks, and one more step after it. */
const withBlocks = (...blocks: string[]) =>
  broken('## Afterwards\n', `## Afterwards\n\n${blocks.join('\n')}\n## Last\n`);

function steps(text: string): readonly Step[] {
  const outcome = readLesson(PATH, text);
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return outcome.lesson.steps;
}

function rules(text: string): string[] {
  const outcome = readLesson(PATH, text);
  return 'errors' in outcome ? outcome.errors.map(({ rule }) => rule) : [];
}

describe('a stream to be built', () => {
  it('is the scenario of its step as it first stands, and not that of the steps after it', () => {
    const [, before, step, after] = steps(withBlocks(fence('build', BUILD)));
    expect(step?.build).toMatchObject({ text: 'data: a\n', solution: 'event: b\ndata: a\n\n', wrong: [''] });
    expect(step?.scenario).toEqual({ steps: [{ text: 'data: a\n' }], then: 'hold' });
    expect([before?.build, after?.build]).toEqual([null, null]);
    expect(after?.scenario).toEqual(before?.scenario);
  });

  it('may be a scenario, with defaults as everywhere', () => {
    const [, , step] = steps(withBlocks(fence('build', REPAIR)));
    expect(step?.build).toMatchObject({
      solution: { steps: [], then: 'hold' },
      wrong: [{ steps: [{ wait: 2 }], then: 'hold' }],
      within: 300,
      requests: 1,
      ends: 'clean',
    });
    expect(step?.scenario).toEqual({ steps: [{ wait: 1 }], then: 'hold' });
  });

  it.each([
    [
      'neither text nor scenario',
      BUILD.replace('text:', 'start:'),
      'a build has exactly one of text, scenario',
    ],
    ['both', `${BUILD}\nscenario: { steps: [] }`, 'a build has exactly one of text, scenario'],
    [
      'a scenario for a text',
      `${BUILD}\n  - steps: []`,
      'wrong.1: Invalid input: expected string, received object',
    ],
    ['a check for scenarios', `${BUILD}\nwithin: 3`, 'Unrecognized key: "within"'],
    ['no wrong answer', BUILD.replace(/wrong:[^]*$/, 'wrong: []'), /^wrong: Too small/],
    [
      'a scenario that is none',
      REPAIR.replace('wait: 2', 'wait: -2'),
      /^wrong\.0\.steps\.0\.wait: Too small/,
    ],
    ['too many requests', REPAIR.replace('requests: 1', 'requests: 4'), /^requests: Too big/],
  ])('with %s is a mistake', (_, text, rule) => {
    expect(rules(withBlocks(fence('build', text)))).toEqual([
      typeof rule === 'string' ? rule : (expect.stringMatching(rule) as string),
    ]);
  });

  it('goes without a scenario of its step', () => {
    const blocks = [fence('build', BUILD), fence('scenario', 'steps: []')];
    expect(rules(withBlocks(...blocks))).toEqual([
      'the scenario of a step with a build is that of the build',
    ]);
  });
});

describe('code to be written', () => {
  it('is run against the stream of its step, as it is and cut at every byte', () => {
    const [, , step] = steps(withBlocks(fence('code', CODE)));
    expect(step?.code).toMatchObject({ start: 'show(url);\n', shows: ['a', { b: 1 }] });
    expect(step?.code?.streams).toEqual([step?.scenario, { ...step?.scenario, split: { bytes: 1, gap: 5 } }]);
  });

  it('is run against other streams, where it names them', () => {
    const [, , step] = steps(withBlocks(fence('code', `${CODE}\nstreams: [{ steps: [] }]`)));
    expect(step?.code?.streams).toEqual([{ steps: [], then: 'hold' }]);
    expect(step?.scenario?.steps).not.toEqual([]);
  });

  it.each([
    [
      'a stream over HTTP/2',
      `${CODE}\nstreams: [{ steps: [], protocol: HTTP/2 }]`,
      'code is run over HTTP/1.x',
    ],
    ['nothing to show', CODE.replace(/shows:.*/, 'shows: []'), /^shows: Too small/],
    ['a value that JSON has not', CODE.replace('[a, { b: 1 }]', '[.nan]'), /^shows\.0: Invalid input/],
  ])('with %s is a mistake', (_, text, rule) => {
    expect(rules(withBlocks(fence('code', text)))).toEqual([
      typeof rule === 'string' ? rule : (expect.stringMatching(rule) as string),
    ]);
  });

  it('needs a stream', () => {
    const text = broken('Look at the *wire*.\n', `Look at the *wire*.\n\n${fence('code', CODE)}`);
    expect(rules(text)).toEqual(['code needs a stream: the scenario of the step, or streams']);
  });

  it('is not asked for in the same step as a stream', () => {
    expect(rules(withBlocks(fence('build', BUILD), fence('code', CODE)))).toEqual([
      'a step has a build or code, not both',
    ]);
  });
});
