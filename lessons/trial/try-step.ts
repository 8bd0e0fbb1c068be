/** Whether what a step asks for can be done, and what it says is decided, in a run of its own scenario. */
import { Dissection } from '../protocol/dissect.ts';
import { nextStop } from '../protocol/stops.ts';
import { judge, type Scene } from '../schema/check.ts';
import type { Check, Place, Step } from '../schema/lesson.ts';
import { findPlace, placeInWords } from '../schema/place.ts';
import { arrange, emptyPool } from './arrange.ts';

/** What is wrong with a part of a step: its prediction, or the task at an index. */
export interface Fault {
  readonly part: 'prediction' | number;
  readonly rule: string;
}

/** A page that was just opened. */
const NOTHING: Scene = { dissection: new Dissection(), cursor: 0, closed: false, pool: emptyPool() };

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
  for (const { text, show, decides } of step.prediction?.choices ?? []) {
    const fault = (rule: string) => faults.push({ part: 'prediction', rule: `“${text}” ${rule}` });
    if (!show && !decides) fault('is never decided: it needs show or decides');
    if (decides && !sceneOf(decides, dissection)) fault('waits for what cannot be brought about');
    if (show && !isFromServer(dissection, show)) fault(`names ${placeInWords(show)}, which does not come`);
  }
  return faults;
}

/** The last task of a step, just done. */
function sceneLeftBy({ tasks }: Step, dissection: Dissection | null): Scene | null {
  const last = tasks.at(-1);
  return last ? sceneOf(last.check, dissection) : null;
}

/** The first scene in which a check holds; null when no learner can bring it about. */
function sceneOf(check: Check, dissection: Dissection | null): Scene | null {
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
