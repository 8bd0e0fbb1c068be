/** One step of a lesson: its heading, its prose, and its blocks, which are fences such as `yaml scenario`. */
import type { Code, Heading, RootContent } from 'mdast';
import type * as z from 'zod';
import { predictionSchema, scenarioSchema, taskSchema, type Step } from '../schema/lesson.ts';
import type { Scenario } from '../schema/scenario.ts';
import type { Mistake } from './mistake.ts';
import { blockWord, lineOf, plainText, proseMistakes, withoutPositions } from './prose.ts';
import { readYaml } from './read-yaml.ts';

/** `inherited` is the scenario of the nearest step before. What is wrong is added to `mistakes`. */
export function readStep(
  heading: Heading,
  content: readonly RootContent[],
  inherited: Scenario | null,
  mistakes: Mistake[],
): Step {
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
  return {
    title: wrong.length > 0 ? '' : plainText(heading.children),
    prose: wrong.length > 0 ? [] : prose.map(withoutPositions),
    scenario: readOne('scenario', scenarioSchema) ?? inherited,
    prediction: readOne('predict', predictionSchema),
    tasks: readAll('task', taskSchema),
  };
}
