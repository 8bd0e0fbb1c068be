/** A lesson held against the runs of its own scenarios: what is wrong with it, and how much was looked at. */
import type { Mistake } from '../catalog/mistake.ts';
import { COUNT } from '../catalog/prose.ts';
import type { ReadLesson } from '../catalog/read-lesson.ts';
import type { StepLines } from '../catalog/step-lines.ts';
import type { Dissection } from '../protocol/dissect.ts';
import { CODE_BOUNDS } from '../schema/code-bounds.ts';
import type { Code } from '../schema/code.ts';
import type { Step } from '../schema/lesson.ts';
import type { Prediction } from '../schema/prediction.ts';
import { missingOrdinals, wrongCount } from './numbers.ts';
import { scenarioOf } from '../tasks/built.ts';
import { timeForAll } from '../tasks/timing.ts';
import { play, whyUnplayable } from './play.ts';
import { tryBuild } from './try-build.ts';
import { tryStep } from './try-step.ts';

export interface Trial {
  readonly mistakes: readonly Mistake[];
  readonly tried: { readonly predictions: number; readonly tasks: number; readonly numbers: number };
  /** The steps that could not be run here, and why. */
  readonly notRun: readonly Mistake[];
}

export function tryLesson({ lesson, lines }: ReadLesson): Trial {
  const mistakes: Mistake[] = [];
  const notRun: Mistake[] = [];
  const tried = { predictions: 0, tasks: 0, numbers: 0 };
  for (const [index, step] of lesson.steps.entries()) {
    const places = lines[index] as StepLines;
    const atWritten = (rule: string): Mistake => ({ line: lineOfPart(places, 'written'), rule });
    if (step.build) {
      const { wrong, notRun: unplayed } = tryBuild(step.build);
      mistakes.push(...wrong.map(atWritten));
      notRun.push(...unplayed.map(atWritten));
      tried.tasks += 1;
    }
    if (step.code) {
      mistakes.push(...tooLong(step.code).map(atWritten));
      notRun.push(atWritten('the code is not run: that takes a browser'));
    }
    const why = step.scenario && whyUnplayable(step.scenario);
    if (why) {
      notRun.push({ line: places.heading, rule: `not run: ${why}` });
      continue;
    }
    const dissection = step.scenario && play(step.scenario);
    for (const { part, rule } of tryStep(step, dissection, lesson.steps[index - 1] ?? null)) {
      mistakes.push({ line: lineOfPart(places, part), rule });
    }
    mistakes.push(...wrongOrdinals(step, places, [dissection, builtIn(step)]));
    mistakes.push(...wrongCounts(places, dissection));
    tried.predictions += step.prediction ? 1 : 0;
    tried.tasks += step.tasks.length;
    tried.numbers += places.links.filter(({ url }) => COUNT.test(url)).length;
  }
  return { mistakes: mistakes.toSorted((a, b) => a.line - b.line), tried, notRun };
}

type Part = 'prediction' | 'written' | number;

const lineOfPart = ({ heading, prediction, written, tasks }: StepLines, part: Part): number =>
  (part === 'prediction' ? prediction : part === 'written' ? written : tasks[part]) ?? heading;

/** The streams of code that take longer than it is given, in words. */
const tooLong = ({ streams }: Code): string[] =>
  streams
    .map(timeForAll)
    .filter((time) => time > CODE_BOUNDS.time)
    .map((time) => `code is run for ${CODE_BOUNDS.time} ms at most, and a stream of this takes ${time} ms`);

/** The stream of the step as it is meant to be once it was built. */
function builtIn({ build }: Step): Dissection | null {
  const scenario = build && scenarioOf(build.solution);
  return scenario && !whyUnplayable(scenario) ? play(scenario) : null;
}

/** The texts of the prose have their own lines; those of a block stand where it does. What a choice claims may be wrong. */
function wrongOrdinals(
  { prediction, tasks, build, code }: Step,
  places: StepLines,
  runs: readonly (Dissection | null)[],
): Mistake[] {
  const inProse = places.texts.flatMap(({ line, text }) =>
    missingIn(runs, text).map(({ at, rule }) => ({
      line: line + text.slice(0, at).split('\n').length - 1,
      rule,
    })),
  );
  const inBlock = (part: Part, texts: readonly string[]): Mistake[] =>
    texts
      .flatMap((text) => missingIn(runs, text))
      .map(({ rule }) => ({ line: lineOfPart(places, part), rule }));
  const written = build ?? code;
  return [
    ...inProse,
    ...inBlock('prediction', prediction ? saidOf(prediction) : []),
    ...tasks.flatMap(({ do: task, hint = '' }, index) => inBlock(index, [task, hint])),
    ...(written ? inBlock('written', [written.do, written.hint ?? '']) : []),
  ];
}

/** What is said of each answer. */
const saidOf = (prediction: Prediction): string[] =>
  'choices' in prediction
    ? prediction.choices.map(({ because }) => because)
    : [prediction.right, ...prediction.wrong.map(({ because }) => because), prediction.otherwise];

/** What none of the runs has. */
function missingIn(runs: readonly (Dissection | null)[], text: string): ReturnType<typeof missingOrdinals> {
  const [missing = [], ...others] = runs.map((run) => missingOrdinals(text, run));
  return missing.filter(({ at }) => others.every((other) => other.some((each) => each.at === at)));
}

function wrongCounts({ links }: StepLines, dissection: Dissection | null): Mistake[] {
  return links.flatMap(({ line, text, url }) => {
    const [counts, what = '', chunk] = COUNT.exec(url) ?? [];
    if (counts === undefined) return [];
    const rule = wrongCount(text, what, chunk === undefined ? null : Number(chunk), dissection);
    return rule === null ? [] : [{ line, rule }];
  });
}
