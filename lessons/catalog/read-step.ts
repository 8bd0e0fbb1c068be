/** One step of a lesson: its heading, its prose, and its blocks, which are fences such as `yaml scenario`. */
import type { Code as Fence, Heading, RootContent } from 'mdast';
import type * as z from 'zod';
import { breakEvenSchema, whyNoBreakEven } from '../schema/break-even.ts';
import { buildSchema } from '../schema/build.ts';
import { codeSchema, streamsOf } from '../schema/code.ts';
import { taskSchema, type Step } from '../schema/lesson.ts';
import { predictionSchema } from '../schema/prediction.ts';
import { raceSchema, whyNoRace } from '../schema/race.ts';
import { scenarioSchema, type Scenario } from '../schema/scenario.ts';
import { takeSchema } from '../schema/take.ts';
import { scenarioOf, startOf } from '../tasks/built.ts';
import type { Mistake } from './mistake.ts';
import { blockWord, linksIn, lineOf, plainText, proseMistakes, textsIn, withoutPositions } from './prose.ts';
import { readYaml } from './read-yaml.ts';
import type { StepLines } from './step-lines.ts';

/** `inherited` is the scenario of the nearest step before. What is wrong is added to `mistakes`. */
export function readStep(
  heading: Heading,
  content: readonly RootContent[],
  inherited: Scenario | null,
  mistakes: Mistake[],
): { readonly step: Step; readonly lines: StepLines } {
  const blocks: Record<string, Fence[]> = {
    scenario: [],
    predict: [],
    task: [],
    build: [],
    code: [],
    take: [],
    race: [],
    'break-even': [],
  };
  const prose: RootContent[] = [];
  for (const node of content) {
    const word = node.type === 'code' ? blockWord(node) : null;
    if (node.type !== 'code' || word === null) prose.push(node);
    else if (Object.hasOwn(blocks, word)) blocks[word]?.push(node);
    else {
      const known = Object.keys(blocks).map((each) => `yaml ${each}`);
      const rule = `unknown block "yaml ${word}": a block is ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
      mistakes.push({ line: lineOf(node), rule });
    }
  }

  const readAll = <T>(word: string, schema: z.ZodType<T>): T[] =>
    (blocks[word] ?? []).flatMap((code) => {
      const outcome = readYaml(code.value, lineOf(code) + 1, schema);
      if ('value' in outcome) return [outcome.value];
      mistakes.push(...outcome.mistakes);
      return [];
    });
  const readOne = <T>(word: string, schema: z.ZodType<T>): T | null => {
    for (const code of blocks[word]?.slice(1) ?? []) {
      mistakes.push({ line: lineOf(code), rule: `a step has at most one block "yaml ${word}"` });
    }
    return readAll(word, schema)[0] ?? null;
  };

  const wrong = [...heading.children, ...prose].flatMap((node) => proseMistakes(node));
  mistakes.push(...wrong);
  if (heading.children.length === 0) {
    mistakes.push({ line: lineOf(heading), rule: 'a step has a title: the text of its "## " heading' });
  }
  const build = readOne('build', buildSchema);
  const own = readOne('scenario', scenarioSchema);
  const scenario = build ? scenarioOf(startOf(build)) : (own ?? inherited);
  const code = readOne('code', codeSchema);
  const streams = code?.streams ?? (scenario && streamsOf(scenario));
  const written = ['build', 'code'].flatMap((word) => blocks[word]?.slice(0, 1).map(lineOf) ?? []);
  const inWritten = (rule: string) => mistakes.push({ line: written.at(-1) ?? lineOf(heading), rule });
  if (build && code) inWritten('a step has a build or code, not both');
  if (build && own) inWritten('the scenario of a step with a build is that of the build');
  if (code && streams === null) inWritten('code needs a stream: the scenario of the step, or streams');
  if (code && streams?.some(({ protocol }) => protocol === 'HTTP/2')) inWritten('code is run over HTTP/1.x');
  const why: Record<string, string | null> = {
    race: whyNoRace(scenario),
    'break-even': whyNoBreakEven(scenario),
  };
  for (const [word, rule] of Object.entries(why)) {
    const block = blocks[word]?.[0];
    if (block && rule) mistakes.push({ line: lineOf(block), rule });
  }
  const readable = wrong.length > 0 ? [] : prose;
  const step: Step = {
    title: wrong.length > 0 ? '' : plainText(heading.children),
    prose: readable.map(withoutPositions),
    scenario,
    prediction: readOne('predict', predictionSchema),
    tasks: readAll('task', taskSchema),
    build,
    code: code && streams && { ...code, streams },
    take: readOne('take', takeSchema),
    race: readOne('race', raceSchema),
    breakEven: readOne('break-even', breakEvenSchema),
  };
  const lines: StepLines = {
    heading: lineOf(heading),
    prediction: blocks['predict']?.map(lineOf)[0] ?? null,
    tasks: blocks['task']?.map(lineOf) ?? [],
    written: written[0] ?? null,
    texts: readable.flatMap(textsIn),
    links: readable.flatMap(linksIn),
  };
  return { step, lines };
}
