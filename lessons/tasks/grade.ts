/** Grades what a learner has predicted: whether it is right, and what is said of it. */
import type { Answer, Outcome, Prediction } from '../schema/prediction.ts';
import type { Pointed } from './pointed.ts';

export interface Grade extends Outcome {
  readonly right: boolean;
}

/** `pointed` is the content to point at; null where there is none. */
export function grade(prediction: Prediction, answer: Answer, pointed: Pointed | null): Grade {
  const { rule, show, decides } = prediction;
  const { right, ...outcome } = graded(prediction, answer, pointed);
  return { rule, show, decides, ...withoutUndefined(outcome), right };
}

const withoutUndefined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** Whether a value that was stored is an answer to this prediction. */
export function isAnswer(prediction: Prediction, value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) return false;
  const { choice, number, point, order } = value as Record<string, unknown>;
  if ('choices' in prediction) return prediction.choices[choice as number] !== undefined;
  if ('number' in prediction) return Number.isSafeInteger(number) && (number as number) >= 0;
  if ('point' in prediction) return Number.isSafeInteger(point) && (point as number) >= 0;
  return Array.isArray(order) && isOrderOf(prediction.order.length, order);
}

const isOrderOf = (length: number, order: readonly unknown[]): boolean =>
  order.length === length && Array.from({ length }, (_, item) => item).every((item) => order.includes(item));

/** The answer that is right. */
export function rightAnswer(prediction: Prediction, pointed: Pointed | null): Answer {
  if ('choices' in prediction) return { choice: prediction.choices.findIndex(({ right }) => right) };
  if ('number' in prediction) return { number: leastAndMost(prediction.number)[0] };
  if ('point' in prediction) return { point: pointed?.find(prediction.point)?.start ?? 0 };
  return { order: prediction.order.map((_, item) => item) };
}

/** The wrong answers that the lesson has a word for, in its order. */
export function wrongAnswers(prediction: Prediction, pointed: Pointed | null): Answer[] {
  if ('choices' in prediction) {
    return prediction.choices.flatMap(({ right }, choice) => (right ? [] : [{ choice }]));
  }
  if ('number' in prediction) return prediction.wrong.map(({ answer }) => ({ number: answer }));
  if ('point' in prediction) {
    return prediction.wrong.map(({ answer }) => ({ point: pointed?.find(answer)?.start ?? 0 }));
  }
  return prediction.wrong.map(({ answer }) => ({ order: answer.map((item) => item - 1) }));
}

/** An order to begin with that is not the right one: every second item, then those between. */
export function mixed(length: number): number[] {
  const items = Array.from({ length }, (_, item) => item);
  return [...items.filter((item) => item % 2 === 1), ...items.filter((item) => item % 2 === 0)];
}

function graded(prediction: Prediction, answer: Answer, pointed: Pointed | null): Grade {
  if ('choices' in prediction) {
    const { right = false, because, rule, show, decides } = chosenOf(prediction.choices, answer);
    return { right, because, rule, show, decides };
  }
  if (isRight(prediction, answer, pointed)) return { right: true, because: prediction.right };
  const listed = listedOf(prediction, answer, pointed);
  const { because, rule, show, decides } = listed ?? { because: prediction.otherwise };
  return { right: false, because, rule, show, decides };
}

type Open = Exclude<Prediction, { readonly choices: unknown }>;

function chosenOf<T>(choices: readonly T[], answer: Answer): T {
  const choice = 'choice' in answer ? choices[answer.choice] : undefined;
  if (choice === undefined) throw new RangeError('the answer is none of the choices');
  return choice;
}

function isRight(prediction: Open, answer: Answer, pointed: Pointed | null): boolean {
  if ('number' in prediction) {
    const [least, most] = leastAndMost(prediction.number);
    return 'number' in answer && least <= answer.number && answer.number <= most;
  }
  if ('point' in prediction) return 'point' in answer && isAt(pointed, prediction.point, answer.point);
  return 'order' in answer && answer.order.every((item, index) => item === index);
}

function listedOf(prediction: Open, answer: Answer, pointed: Pointed | null): Outcome | undefined {
  if ('number' in prediction) {
    return prediction.wrong.find((wrong) => 'number' in answer && wrong.answer === answer.number);
  }
  if ('point' in prediction) {
    return prediction.wrong.find((wrong) => 'point' in answer && isAt(pointed, wrong.answer, answer.point));
  }
  return prediction.wrong.find(
    (wrong) =>
      'order' in answer && answer.order.every((item, index) => item === (wrong.answer[index] ?? 0) - 1),
  );
}

function isAt(pointed: Pointed | null, place: Parameters<Pointed['find']>[0], byte: number): boolean {
  const span = pointed?.find(place);
  return span !== null && span !== undefined && span.start <= byte && byte < span.end;
}

export const leastAndMost = (number: number | readonly [number, number]): readonly [number, number] =>
  typeof number === 'number' ? [number, number] : number;
