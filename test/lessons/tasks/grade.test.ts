import { describe, expect, it } from 'vitest';
import { predictionSchema, type Answer, type Prediction } from '../../../lessons/schema/prediction.ts';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';
import { grade, isAnswer, mixed, rightAnswer, wrongAnswers } from '../../../lessons/tasks/grade.ts';
import { pointedIn } from '../../../lessons/tasks/pointed.ts';
import { play } from '../../../lessons/trial/play.ts';

const rule = 'HTML 9.2.6';
const show = { target: 'blank-line' };

const choices = predictionSchema.parse({
  ask: 'How many?',
  rule,
  choices: [
    { text: 'One', because: 'It is one.', right: true, show },
    { text: 'Two', because: 'It is not two.', rule: 'RFC 9112', show },
  ],
});
const number = predictionSchema.parse({
  ask: 'How many?',
  rule,
  show,
  number: [20, 22],
  right: 'It is.',
  wrong: [{ answer: 6, because: 'It is not six.', show: { target: 'line' } }],
  otherwise: 'It is not.',
});
const point = predictionSchema.parse({
  ask: 'Where?',
  show,
  point: { target: 'field-value', event: 2 },
  right: 'There.',
  wrong: [{ answer: { target: 'blank-line', event: 2 }, because: 'Too late.' }],
  otherwise: 'Not there.',
});
const order = predictionSchema.parse({
  ask: 'In which order?',
  show,
  order: ['a', 'b', 'c'],
  right: 'So it is.',
  wrong: [{ answer: [2, 1, 3], because: 'a comes first.' }],
  otherwise: 'It is another.',
});

/** Two events; the second lies over two chunks, between them framing, and its value has a character of two bytes. */
const SCENARIO = scenarioSchema.parse({
  steps: [{ event: { data: 'a' } }, { bytes: '64 61 74 61 3a 20 c3' }, { bytes: 'a9 0a 0a' }],
});
const pointed = pointedIn(play(SCENARIO));
const CONTENT = 'data: a\n\ndata: \u00e9\n\n';

const said = (prediction: Prediction, answer: Answer) => {
  const { right, because } = grade(prediction, answer, pointed);
  return [right, because];
};

describe('a grade', () => {
  it('of a choice is what is said of it; what it leaves out is that of the prediction', () => {
    expect(grade(choices, { choice: 0 }, null)).toMatchObject({
      right: true,
      because: 'It is one.',
      rule,
      show,
    });
    expect(grade(choices, { choice: 1 }, null)).toMatchObject({ right: false, rule: 'RFC 9112' });
  });

  it('of a number is right from the least to the most; others are told apart where the lesson has a word', () => {
    expect([19, 20, 22, 23].map((each) => said(number, { number: each })[0])).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(grade(number, { number: 6 }, null)).toMatchObject({
      because: 'It is not six.',
      rule,
      show: { target: 'line' },
    });
    expect(grade(number, { number: 7 }, null)).toMatchObject({ because: 'It is not.', show });
  });

  it('of a byte is right anywhere in the place, and nowhere else', () => {
    expect(new TextDecoder().decode(pointed?.bytes)).toBe(CONTENT);
    const right = Array.from({ length: 18 }, (_, byte) => byte).filter(
      (byte) => said(point, { point: byte })[0],
    );
    expect(right).toEqual([15, 16]);
    expect(said(point, { point: 18 })).toEqual([false, 'Too late.']);
    expect(said(point, { point: 0 })).toEqual([false, 'Not there.']);
    expect(said(point, { point: 6 })).toEqual([false, 'Not there.']);
  });

  it('of an order is right when each has its place', () => {
    expect(said(order, { order: [0, 1, 2] })).toEqual([true, 'So it is.']);
    expect(said(order, { order: [1, 0, 2] })).toEqual([false, 'a comes first.']);
    expect(said(order, { order: [2, 1, 0] })).toEqual([false, 'It is another.']);
  });
});

describe.each([
  ['choices', choices],
  ['a number', number],
  ['a place', point],
  ['an order', order],
])('a prediction of %s', (_, prediction) => {
  it('has a right answer that is right, and wrong ones that are wrong', () => {
    const right = rightAnswer(prediction, pointed);
    expect([isAnswer(prediction, right), said(prediction, right)[0]]).toEqual([true, true]);
    const wrong = wrongAnswers(prediction, pointed);
    expect(wrong).toHaveLength(1);
    for (const each of wrong)
      expect([isAnswer(prediction, each), said(prediction, each)[0]]).toEqual([true, false]);
  });

  it('takes no answer of another kind, and none that is broken', () => {
    const all: Answer[] = [{ choice: 0 }, { number: 1 }, { point: 1 }, { order: [0, 1, 2] }];
    expect(all.filter((each) => isAnswer(prediction, each))).toHaveLength(1);
    const broken = [
      null,
      1,
      {},
      { choice: 9 },
      { number: -1 },
      { point: 0.5 },
      { order: [0, 0, 1] },
      { order: [0] },
    ];
    expect(broken.filter((each) => isAnswer(prediction, each))).toEqual([]);
  });
});

describe('the order that items begin in', () => {
  it.each([3, 4, 5, 6])('has all %i of them, and is not the right one', (length) => {
    const items = Array.from({ length }, (_, item) => item);
    expect(mixed(length).toSorted((a, b) => a - b)).toEqual(items);
    expect(mixed(length)).not.toEqual(items);
  });
});

describe('a prediction with a mistake', () => {
  it.each([
    ['no kind', { ask: 'What?' }, 'a prediction has exactly one of choices, number, point, order'],
    ['a number that is none', { ...number, number: 'ten' }, 'a number is whole'],
    ['no listed wrong answer', { ...number, wrong: [] }, 'Too small'],
    [
      'an order with one item twice',
      { ...order, wrong: [{ answer: [1, 1, 2], because: 'So.' }] },
      'has each number',
    ],
  ])('%s is refused', (_, input, rule) => {
    const { error } = predictionSchema.safeParse(input);
    expect(error?.issues[0]?.message).toContain(rule);
  });
});
