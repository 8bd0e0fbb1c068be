/** One step of a lesson: its heading, its prose, and its blocks, which are fences such as `yaml scenario`. */
import type { Code, Heading, RootContent } from 'mdast';
import type * as z from 'zod';
import { predictionSchema, scenarioSchema, taskSchema, type Step } from '../schema/lesson.ts';
import type { Scenario } from '../schema/scenario.ts';
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
  const blocks: Record<string, Code[]> = { scenario: [], predict: [], task: [] };
  const prose: RootContent[] = [];
  for (const node of content) {
    const word = node.type === 'code' ? blockWord(node) : null;
    if (node.type !== 'code' || word === null) prose.push(node);
    else if (Object.hasOwn(blocks, word)) blocks[word]?.push(node);
    else {
      const rule = `unknown block "yaml ${word}": a block is yaml scenario, yaml predict or yaml task`;
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
  const readable = wrong.length > 0 ? [] : prose;
  const step: Step = {
    title: wrong.length > 0 ? '' : plainText(heading.children),
    prose: readable.map(withoutPositions),
    scenario: readOne('scenario', scenarioSchema) ?? inherited,
    prediction: readOne('predict', predictionSchema),
    tasks: readAll('task', taskSchema),
  };
  const lines: StepLines = {
    heading: lineOf(heading),
    prediction: blocks['predict']?.map(lineOf)[0] ?? null,
    tasks: blocks['task']?.map(lineOf) ?? [],
    texts: readable.flatMap(textsIn),
    links: readable.flatMap(linksIn),
  };
  return { step, lines };
}
