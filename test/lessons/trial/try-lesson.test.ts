import { describe, expect, it } from 'vitest';
import { readLesson, type ReadLesson } from '../../../lessons/catalog/read-lesson.ts';
import { tryLesson } from '../../../lessons/trial/try-lesson.ts';
import { broken, PATH, SAMPLE } from '../catalog/sample.ts';

function read(text: string): ReadLesson {
  const outcome = readLesson(PATH, text);
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return outcome;
}

/** The sample, in which each choice says what decides it. */
const DECIDED = broken('not two.\n', 'not two.\n    show: { target: blank-line }\n');

/** That with a text replaced, tried: each mistake as `line: rule`. */
function mistakesWith(text: string, replacement: string): string[] {
  expect(DECIDED.split(text)).toHaveLength(2);
  return tryLesson(read(DECIDED.replace(text, replacement))).mistakes.map(
    ({ line, rule }) => `${line}: ${rule}`,
  );
}

describe('a lesson that is tried', () => {
  it('has no mistake when its own scenario shows all it says', () => {
    expect(tryLesson(read(DECIDED))).toEqual({
      mistakes: [],
      notRun: [],
      tried: { predictions: 1, tasks: 2, numbers: 0 },
    });
  });

  it('has a mistake when a choice is not decided by anything', () => {
    expect(tryLesson(read(SAMPLE)).mistakes).toEqual([
      { line: 30, rule: '“Two” is never decided: it needs show or decides' },
    ]);
  });

  it.each([
    [
      'a prediction names a place that does not come',
      'show: { target: blank-line, nth: 1 }',
      'show: { target: blank-line, nth: 9 }',
      '30: “One” names blank line 9, which does not come',
    ],
    [
      'a prediction waits for what cannot be brought about',
      'show: { target: blank-line, nth: 1 }',
      'decides: { dispatched: 9 }',
      '30: “One” waits for what cannot be brought about',
    ],
    [
      'a task cannot be done',
      'check: { dispatched: 1 }',
      'check: { dispatched: 9 }',
      '42: cannot be done: “Stop after the first event.”',
    ],
    [
      'a task is done before anything was',
      'check: { dispatched: 1 }',
      'check: { dispatched: 0 }',
      '42: done before anything was: “Stop after the first event.”',
    ],
    [
      'a task is done by the step before',
      '## Afterwards\n',
      '## Afterwards\n\n```yaml task\ndo: Start.\ncheck: { requests: 1 }\n```\n',
      '58: done by the step before, which ends like this: “Start.”',
    ],
    ['a text names a chunk too many', '- one', '- in\n  chunk 9', '20: says “chunk 9”: the run has 8 chunks'],
    ['a text names event 0', '- one', '- event 0', '19: says “event 0”: the run has 4 events'],
    [
      'a reason names an event too many',
      'There is one blank line, not two.',
      'There is no event 7.',
      '30: says “event 7”: the run has 4 events',
    ],
    [
      'a number is another',
      '- one',
      '- [three chunks](count:chunks)',
      '19: “three chunks”: the first response has 2 chunks',
    ],
    [
      'the bytes of a chunk are others',
      '- one',
      '- [25 bytes](count:bytes-of-chunk-1)',
      '19: “25 bytes”: chunk 1 has 24 bytes',
    ],
    [
      'a number is of a chunk that is not there',
      '- one',
      '- [two](count:events-of-chunk-3)',
      '19: “two”: the first response has no chunk 3',
    ],
    [
      'what is counted has no number',
      '- one',
      '- [chunks](count:chunks)',
      '19: “chunks” holds no number to count: one to twelve, or digits',
    ],
  ])('has a mistake when %s', (_, text, replacement, mistake) => {
    expect(mistakesWith(text, replacement)).toEqual([mistake]);
  });

  it.each([
    '[two](count:chunks)',
    '[31 bytes](count:bytes)',
    '[one](count:events)',
    '[no event](count:events-of-chunk-2)',
    'chunk 2, event 1, byte 0',
  ])('has none when the run has %s', (text) => {
    expect(mistakesWith('- one', `- ${text}`)).toEqual([]);
  });

  it.each([
    '{ streams: 6, waiting: 1 }',
    '{ served: 2 }',
    '{ streams: 1, connections: { exactly: 2 } }',
    '{ protocol: HTTP/2, streams: 7, connections: { exactly: 1 } }',
    '{ protocol: HTTP/2, streams: 100, waiting: 1 }',
  ])('has none when a task wants the pool to show %s', (pool) => {
    expect(mistakesWith('check: { dispatched: 1 }', `check: { pool: ${pool} }`)).toEqual([]);
  });

  it('has a mistake when a task wants more connections than a browser opens', () => {
    const pool = '{ streams: 6, connections: { exactly: 7 } }';
    expect(mistakesWith('check: { dispatched: 1 }', `check: { pool: ${pool} }`)).toEqual([
      '42: cannot be done: “Stop after the first event.”',
    ]);
  });

  it('is not run, and says so, where only the lab can play its scenario', () => {
    const trial = tryLesson(read(DECIDED.replace('then: end', 'then: end\nprotocol: HTTP/2')));
    expect(trial.mistakes).toEqual([]);
    expect(trial.notRun).toEqual([
      { line: 15, rule: 'not run: HTTP/2 is played by the lab alone' },
      { line: 57, rule: 'not run: HTTP/2 is played by the lab alone' },
    ]);
  });
});
