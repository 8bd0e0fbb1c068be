/** Whether a stream that is to be built can be: the solution passes, and what stands there at first and each wrong one fails. */
import type { Build } from '../schema/build.ts';
import { scenarioOf, startOf, type Draft } from '../tasks/built.ts';
import { judgeBuild, type BuildVerdict } from '../tasks/judge-build.ts';
import { play, whyUnplayable } from './play.ts';

/** What is wrong with it, in words; and which of it could not be played here, and why. */
export function tryBuild(build: Build): { readonly wrong: string[]; readonly notRun: string[] } {
  const wrong: string[] = [];
  const notRun: string[] = [];
  const judged = (draft: Draft, name: string): BuildVerdict | null => {
    const scenario = scenarioOf(draft);
    const why = whyUnplayable(scenario);
    if (why === null)
      return judgeBuild(build, { scenario, dissection: play(scenario), seen: [], over: true });
    notRun.push(`${name} is not run: ${why}`);
    return null;
  };

  const [fault] = judged(build.solution, 'the solution')?.faults ?? [];
  if (fault) wrong.push(`the solution fails: ${fault.says}${keepLines(build)}`);
  if (judged(startOf(build), 'what stands there at first')?.state === 'done') {
    wrong.push('done before anything was: what stands there at first passes');
  }
  for (const [index, draft] of build.wrong.entries()) {
    const name = `wrong answer ${index + 1}`;
    if (judged(draft, name)?.state === 'done') wrong.push(`${name} passes`);
  }
  return { wrong, notRun };
}

/** YAML takes the blank lines from the end of a text that is begun with `|`. */
const keepLines = (build: Build): string =>
  'text' in build && !build.solution.endsWith('\n\n')
    ? ' (Does the text end with a blank line? Begin it with "|+", which keeps that.)'
    : '';
