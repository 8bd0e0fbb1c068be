/**
 * What a learner says before the run: one of several choices, a number, a place in the content, or an order. Which of
 * them is right is decided by the run.
 */
import * as z from 'zod';
import { checkSchema } from './check-schema.ts';
import { oneKindOf } from './one-of.ts';
import { placeSchema } from './place-schema.ts';
import { LARGEST_NUMBER } from './prediction-bounds.ts';

const sentence = z.string().trim().min(1);

const number = z.int().min(0).max(LARGEST_NUMBER);

/**
 * How it is decided.
 * - `rule`: of the standard, such as `HTML 9.2.6`.
 * - `show`: where the wire decides it: the cursor goes there. The verdict waits until the place has been captured.
 * - `decides`: what has to be seen first, where it is not the wire that decides.
 */
const deciding = {
  rule: sentence.optional(),
  show: placeSchema.optional(),
  decides: checkSchema.optional(),
};

/** Said of an answer after the learner has committed to it. What it leaves out is that of the prediction. */
const outcome = { because: sentence, ...deciding };
export type Outcome = z.infer<z.ZodObject<typeof outcome, z.core.$strict>>;

const asked = { ask: sentence, ...deciding };

/** `right`: said of the right answer; `otherwise`: of a wrong one that is not listed. */
const graded = { right: sentence, otherwise: sentence };

const choicesSchema = z
  .strictObject({
    ...asked,
    choices: z
      .array(z.strictObject({ text: sentence, right: z.literal(true).optional(), ...outcome }))
      .min(2)
      .max(5),
  })
  .refine(({ choices }) => choices.filter(({ right }) => right).length === 1, {
    path: ['choices'],
    error: 'exactly one choice has "right: true"',
  });

/** `number`: the one that is right, or the least and the most that are. */
const numberSchema = z.strictObject({
  ...asked,
  number: z.union([number, z.tuple([number, number])], {
    error: `a number is whole, from 0 to ${LARGEST_NUMBER}, or two such numbers: the least and the most`,
  }),
  /** What is counted, such as `bytes`. */
  unit: sentence.optional(),
  ...graded,
  wrong: z.array(z.strictObject({ answer: number, ...outcome })).min(1),
});

/** `point`: any byte of this place in the content of the first response, which is shown before the run. */
const pointSchema = z.strictObject({
  ...asked,
  point: placeSchema,
  ...graded,
  wrong: z.array(z.strictObject({ answer: placeSchema, ...outcome })).min(1),
});

/** `order`: in the right one. `answer` of a wrong one has their numbers in the right order, from 1. */
const orderSchema = z
  .strictObject({
    ...asked,
    order: z.array(sentence).min(3).max(6),
    ...graded,
    wrong: z.array(z.strictObject({ answer: z.array(z.int().min(1)), ...outcome })).min(1),
  })
  .superRefine(({ order, wrong }, context) => {
    for (const [index, { answer }] of wrong.entries()) {
      const isOrder = order.every((_, item) => answer.includes(item + 1)) && answer.length === order.length;
      if (!isOrder) {
        const message = `has each number from 1 to ${order.length} once`;
        context.addIssue({ code: 'custom', path: ['wrong', index, 'answer'], message });
      }
    }
  });

export const predictionSchema = oneKindOf('a prediction', {
  choices: choicesSchema,
  number: numberSchema,
  point: pointSchema,
  order: orderSchema,
});

export type ChoicePrediction = z.infer<typeof choicesSchema>;
export type NumberPrediction = z.infer<typeof numberSchema>;
export type PointPrediction = z.infer<typeof pointSchema>;
export type OrderPrediction = z.infer<typeof orderSchema>;
export type Prediction = ChoicePrediction | NumberPrediction | PointPrediction | OrderPrediction;

/**
 * What a learner has committed to: the index of a choice; a number; a byte of the content, from 0; or the items in this
 * order, by their index in the right one.
 */
export type Answer =
  | { readonly choice: number }
  | { readonly number: number }
  | { readonly point: number }
  | { readonly order: readonly number[] };
