import { describe, expect, it } from 'vitest';
import { judgeCode, type CodeRun } from '../../../lessons/tasks/judge-code.ts';

const judge = (shown: CodeRun['shown'], run: Partial<CodeRun> = {}) =>
  judgeCode(['a', { type: 'b', data: 1 }], { shown, error: null, over: true, ...run });

describe('code', () => {
  it('is right when it has shown what is wanted, in order and nothing else, and time is over', () => {
    expect(judge(['a', { data: 1, type: 'b' }])).toEqual({
      state: 'done',
      shown: {
        rows: [
          { wanted: '"a"', came: '"a"' },
          { wanted: '{ "data": 1, "type": "b" }', came: '{ "data": 1, "type": "b" }' },
        ],
        differs: null,
      },
      fault: null,
    });
  });

  it.each([
    [[], 'show was not called; 2 calls are wanted.'],
    [['a'], 'show was called once; 2 calls are wanted.'],
    [['b'], 'Call 1 of show was "b"; "a" is wanted.'],
    [
      ['a', { type: 'b', data: '1' }],
      'Call 2 of show was { "data": "1", "type": "b" }; { "data": 1, "type": "b" } is wanted.',
    ],
    [['a', { type: 'b', data: 1 }, ['c', null]], 'show was called once too often: call 3 was ["c", null].'],
  ])('that has shown %j is wrong', (shown, says) => {
    expect(judge(shown)).toMatchObject({ state: 'failed', fault: { says, line: null } });
  });

  it('is open while it may show more, and not once it has shown something else', () => {
    const open = { over: false };
    expect(judge(['a'], open)).toMatchObject({ state: 'open', fault: null });
    expect(judge(['a', { type: 'b', data: 1 }], open).state).toBe('open');
    expect(judge(['b'], open).state).toBe('failed');
  });

  it('that throws is wrong, whatever it has shown', () => {
    const error = { says: 'TypeError: none', line: 3 };
    expect(judge(['a', { type: 'b', data: 1 }], { error })).toMatchObject({ state: 'failed', fault: error });
    expect(judge(['a'], { error, over: false })).toMatchObject({ state: 'failed', fault: error });
  });
});
