/** Whether what a step asks for can be done, and what it says is decided, in a run of its own scenario. */
import { Dissection } from '../protocol/dissect.ts';
import { nextStop } from '../protocol/stops.ts';
import { judge, type Scene } from '../schema/check.ts';
import type { Check } from '../schema/check-schema.ts';
import type { Step } from '../schema/lesson.ts';
import { findPlace, placeInWords } from '../schema/place.ts';
import type { Place } from '../schema/place-schema.ts';
import type { Answer, Outcome, Prediction } from '../schema/prediction.ts';
import { MOST_POINTED } from '../schema/prediction-bounds.ts';
import { grade, rightAnswer, wrongAnswers } from '../tasks/grade.ts';
import { pointedIn, type Pointed } from '../tasks/pointed.ts';
import { arrange, emptyPool, typedOnce } from './arrange.ts';

/** What is wrong with a part of a step: its prediction, or the task at an index. */
export interface Fault {
  readonly part: 'prediction' | number;
  readonly rule: string;
}

/** A page that was just opened. */
const NOTHING: Scene = {
  dissection: new Dissection(),
  cursor: 0,
  closed: false,
  typed: null,
  pool: emptyPool(),
};

/**
 * `dissection` is the run of the step's scenario; null when it has none. Where the step before it
 * has the same run, what that leaves on screen must not do this one's tasks.
 */
export function tryStep(step: Step, dissection: Dissection | null, before: Step | null): Fault[] {
  const faults: Fault[] = [];
  const left = before?.scenario === step.scenario ? sceneLeftBy(before, dissection) : null;
  for (const [part, { do: task, check }] of step.tasks.entries()) {
    if (judge(check, NOTHING).done) faults.push({ part, rule: `done before anything was: “${task}”` });
    else if (left && judge(check, left).done)
      faults.push({ part, rule: `done by the step before, which ends like this: “${task}”` });
    if (!sceneOf(check, dissection)) faults.push({ part, rule: `cannot be done: “${task}”` });
  }
  if (step.prediction) {
    for (const rule of wrongIn(step.prediction, dissection)) faults.push({ part: 'prediction', rule });
  }
  return faults;
}

/** What is wrong with a prediction: each answer has to be there, to be right or wrong as is said, and to be decided. */
function wrongIn(prediction: Prediction, dissection: Dissection | null): string[] {
  const rules: string[] = [];
  const pointed = dissection && pointedIn(dissection);
  if ('point' in prediction) {
    const size = pointed?.bytes.length ?? 0;
    if (size > MOST_POINTED) rules.push(`is pointed at in ${MOST_POINTED} bytes at most, not in ${size}`);
    const missing = [prediction.point, ...prediction.wrong.map(({ answer }) => answer)].filter(
      (place) => !pointed?.find(place),
    );
    rules.push(...missing.map((place) => `asks for ${placeInWords(place)}, which the content does not have`));
    if (missing.length > 0) return rules;
  }
  for (const { name, right, show, decides } of gradesOf(prediction, pointed)) {
    const fault = (rule: string) => rules.push(`“${name}” ${rule}`);
    if (right === 'wrongly') fault('is listed as wrong, and is right');
    if (!show && !decides) fault('is never decided: it needs show or decides');
    if (decides && !sceneOf(decides, dissection)) fault('waits for what cannot be brought about');
    if (show && !isFromServer(dissection, show)) fault(`names ${placeInWords(show)}, which does not come`);
  }
  return rules;
}

interface NamedGrade extends Pick<Outcome, 'show' | 'decides'> {
  readonly name: string;
  readonly right: boolean | 'wrongly';
}

/** All that the lesson has a word for. */
function gradesOf(prediction: Prediction, pointed: Pointed | null): NamedGrade[] {
  const named = (name: string, answer: Answer, asRight: boolean): NamedGrade => {
    const graded = grade(prediction, answer, pointed);
    return { ...graded, name, right: graded.right && !asRight ? 'wrongly' : graded.right };
  };
  if ('choices' in prediction) {
    return prediction.choices.map(({ text, right = false }, choice) => named(text, { choice }, right));
  }
  const { show, decides } = prediction;
  return [
    named('the right answer', rightAnswer(prediction, pointed), true),
    ...wrongAnswers(prediction, pointed).map((answer, index) =>
      named(`wrong answer ${index + 1}`, answer, false),
    ),
    { show, decides, name: 'any other answer', right: false },
  ];
}

/** The last task of a step, just done. */
function sceneLeftBy({ tasks }: Step, dissection: Dissection | null): Scene | null {
  const last = tasks.at(-1);
  return last ? sceneOf(last.check, dissection) : null;
}

/** The first scene in which a check holds; null when no learner can bring it about. */
function sceneOf(check: Check, dissection: Dissection | null): Scene | null {
  if ('typed' in check) return { ...NOTHING, typed: typedOnce(check.typed) };
  if ('pool' in check) return firstDone(check, [{ ...NOTHING, pool: arrange(check.pool) }]);
  if (dissection === null) return null;
  if ('closed' in check) return { ...NOTHING, dissection, closed: true };
  return firstDone(check, scenesOf(dissection));
}

function firstDone(check: Check, scenes: Iterable<Scene>): Scene | null {
  for (const scene of scenes) if (judge(check, scene).done) return scene;
  return null;
}

/** Every scene that stepping by byte passes. */
function* scenesOf(dissection: Dissection): Generator<Scene> {
  for (let cursor: number | null = 0; cursor !== null; cursor = nextStop(dissection, 'byte', cursor)) {
    yield { ...NOTHING, dissection, cursor };
  }
}

/** Whether the place is there, and all of it is the server's. */
function isFromServer(dissection: Dissection | null, place: Place): boolean {
  const spans = (dissection && findPlace(dissection, place)) ?? [];
  return (
    spans.length > 0 &&
    spans.every(({ start, end }) => {
      for (let offset = start; offset < end; offset += 1) {
        if (dissection?.capture.arrivalAt(offset)?.from !== 'server') return false;
      }
      return true;
    })
  );
}
