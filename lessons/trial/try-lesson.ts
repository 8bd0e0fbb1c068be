/** A lesson held against the runs of its own scenarios: what is wrong with it, and how much was looked at. */
import type { Mistake } from '../catalog/mistake.ts';
import { COUNT } from '../catalog/prose.ts';
import type { ReadLesson } from '../catalog/read-lesson.ts';
import type { StepLines } from '../catalog/step-lines.ts';
import type { Dissection } from '../protocol/dissect.ts';
import type { Step } from '../schema/lesson.ts';
import { missingOrdinals, wrongCount } from './numbers.ts';
import { play, whyUnplayable } from './play.ts';
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
    const why = step.scenario && whyUnplayable(step.scenario);
    if (why) {
      notRun.push({ line: places.heading, rule: `not run: ${why}` });
      continue;
    }
    const dissection = step.scenario && play(step.scenario);
    for (const { part, rule } of tryStep(step, dissection, lesson.steps[index - 1] ?? null)) {
      mistakes.push({ line: lineOfPart(places, part), rule });
    }
    mistakes.push(...wrongOrdinals(step, places, dissection), ...wrongCounts(places, dissection));
    tried.predictions += step.prediction ? 1 : 0;
    tried.tasks += step.tasks.length;
    tried.numbers += places.links.filter(({ url }) => COUNT.test(url)).length;
  }
  return { mistakes: mistakes.toSorted((a, b) => a.line - b.line), tried, notRun };
}

const lineOfPart = ({ heading, prediction, tasks }: StepLines, part: 'prediction' | number): number =>
  (part === 'prediction' ? prediction : tasks[part]) ?? heading;

/** The texts of the prose have their own lines; those of a block stand where it does. What a choice claims may be wrong. */
function wrongOrdinals(
  { prediction, tasks }: Step,
  places: StepLines,
  dissection: Dissection | null,
): Mistake[] {
  const inProse = places.texts.flatMap(({ line, text }) =>
    missingOrdinals(text, dissection).map(({ at, rule }) => ({
      line: line + text.slice(0, at).split('\n').length - 1,
      rule,
    })),
  );
  const inBlock = (part: 'prediction' | number, texts: readonly string[]): Mistake[] =>
    texts
      .flatMap((text) => missingOrdinals(text, dissection))
      .map(({ rule }) => ({ line: lineOfPart(places, part), rule }));
  return [
    ...inProse,
    ...inBlock('prediction', prediction?.choices.map(({ because }) => because) ?? []),
    ...tasks.flatMap(({ do: task, hint = '' }, index) => inBlock(index, [task, hint])),
  ];
}

function wrongCounts({ links }: StepLines, dissection: Dissection | null): Mistake[] {
  return links.flatMap(({ line, text, url }) => {
    const [counts, what = '', chunk] = COUNT.exec(url) ?? [];
    if (counts === undefined) return [];
    const rule = wrongCount(text, what, chunk === undefined ? null : Number(chunk), dissection);
    return rule === null ? [] : [{ line, rule }];
  });
}
