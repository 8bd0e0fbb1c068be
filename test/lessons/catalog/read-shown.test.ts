/** What a step shows besides, as its block says it: a race of clients, or where polling becomes cheaper. */
import { describe, expect, it } from 'vitest';
import { readLesson } from '../../../lessons/catalog/read-lesson.ts';
import type { Step } from '../../../lessons/schema/lesson.ts';
import { broken, PATH, SAMPLE } from './sample.ts';

const fence = (word: string, text = '') => `\`\`\`yaml ${word}\n${text}\n\`\`\`\n`;

const inLast = (block: string) => broken('## Afterwards\n', `## Afterwards\n\n${block}`);
const inFirst = (block: string) =>
  broken('## Before the first scenario\n', `## Before the first scenario\n\n${block}`);

function lastStep(text: string): Step | undefined {
  const outcome = readLesson(PATH, text);
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return outcome.lesson.steps.at(-1);
}

function errors(text: string): string[] {
  const outcome = readLesson(PATH, text);
  return 'errors' in outcome ? outcome.errors.map(({ line, rule }) => `${line}: ${rule}`) : [];
}

const USUAL = { rate: 10, size: 50, poll: 60, heartbeat: 30, clients: 1000 };

it('is nothing where there is no block', () => {
  expect(lastStep(SAMPLE)).toMatchObject({ race: null, breakEven: null });
});

describe('a race', () => {
  it.each(['', '{}'])('has nothing to say: %j', (text) => {
    expect(lastStep(inLast(fence('race', text)))?.race).toEqual({});
  });

  it('takes no key', () => {
    expect(errors(inLast(fence('race', 'clients: [trim]')))).toEqual([expect.stringContaining('clients')]);
  });

  it('needs a stream that each client can be given', () => {
    const scenario = (text: string) => `${fence('scenario', text)}\n${fence('race')}`;
    expect(errors(inFirst(fence('race')))).toEqual([
      '13: a race needs a stream: a scenario in this step, or in one before it',
    ]);
    expect(errors(inLast(scenario('deliver: { poll: 100 }\nsteps: [{ event: { data: a } }]')))).toEqual([
      expect.stringContaining('a race goes without deliver'),
    ]);
    expect(errors(inLast(scenario('gzip: flush\nsteps: [{ event: { data: a } }]')))).toEqual([
      expect.stringContaining('a race goes without gzip'),
    ]);
    expect(
      errors(inLast(scenario('steps: [{ repeat: { steps: [{ event: { data: "{time}" } }] } }]'))),
    ).toEqual([expect.stringContaining('a race goes without {time}')]);
  });
});

describe('a break-even', () => {
  it('has usual numbers, and those that the lesson gives', () => {
    expect(lastStep(inLast(fence('break-even')))?.breakEven).toEqual(USUAL);
    expect(lastStep(inLast(fence('break-even', 'rate: 2\npoll: 900')))?.breakEven).toEqual({
      ...USUAL,
      rate: 2,
      poll: 900,
    });
    expect(errors(inFirst(fence('break-even')))).toEqual([]);
  });

  it('says what a number may be', () => {
    const [line] = errors(inLast(fence('break-even', 'rate: 2\npoll: 0.5')));
    expect(line).toMatch(/: poll: a whole number from 1 to 86,400$/);
    expect(errors(inLast(fence('break-even', 'rate: -1')))).toEqual([
      expect.stringMatching(/: rate: a whole number from 0 to 1,000,000$/),
    ]);
    expect(errors(inLast(fence('break-even', 'rate: often')))).toEqual([
      expect.stringMatching(/: rate: a whole number from 0 to 1,000,000$/),
    ]);
  });

  it('counts HTTP/1.1', () => {
    const scenario = fence('scenario', 'protocol: HTTP/2\nsteps: [{ event: { data: a } }]');
    expect(errors(inLast(`${scenario}\n${fence('break-even')}`))).toEqual([
      expect.stringContaining('it goes without HTTP/2'),
    ]);
  });
});
