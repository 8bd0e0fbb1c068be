/**
 * One lesson file: front matter, an optional title, the claim as a block quote, then the steps. It is Markdown that
 * reads well by itself, and it is judged strictly: whatever does not belong is a mistake that names its line.
 */
import type { Blockquote, Heading, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontMatterSchema, type Lesson } from '../schema/lesson.ts';
import type { Scenario } from '../schema/scenario.ts';
import type { CatalogError, Mistake } from './mistake.ts';
import { lineOf, plainText, proseMistakes } from './prose.ts';
import { readStep } from './read-step.ts';
import { readYaml } from './read-yaml.ts';
import type { StepLines } from './step-lines.ts';

/** The Markdown parser takes up to the square of the length: this keeps the worst input at a few seconds. */
const MOST_CHARACTERS = 20_000;

const FEWEST_STEPS = 3;
const MOST_STEPS = 7;

const PATH = /^\d+-([a-z0-9-]+)\/\d+-([a-z0-9-]+)\/lesson(?:\.([^/.]+))?\.md$/;

/** A lesson, and where each of its steps stands. */
export interface ReadLesson {
  readonly lesson: Lesson;
  readonly lines: readonly StepLines[];
}

export type LessonOutcome = ReadLesson | { readonly errors: readonly CatalogError[] };

/**
 * `path` is that of the file below the chapters, such as `01-one-response/02-a-chunk/lesson.md`: it gives the chapter
 * and the slug; one in another language is `lesson.de.md`. Never throws.
 */
export function readLesson(path: string, text: string): LessonOutcome {
  const mistakes: Mistake[] = [];
  const outcome = read(path, text, mistakes);
  if (outcome !== null && mistakes.length === 0) return outcome;
  return {
    errors: mistakes.toSorted((a, b) => a.line - b.line).map((mistake) => ({ file: path, ...mistake })),
  };
}

function read(path: string, text: string, mistakes: Mistake[]): ReadLesson | null {
  const mistake = (line: number, rule: string) => mistakes.push({ line, rule });

  const [, chapter, slug, language] = PATH.exec(path) ?? [];
  if (chapter === undefined || slug === undefined) {
    mistake(1, 'a lesson is at NN-chapter/NN-lesson/lesson.md, in lower case letters, digits and hyphens');
    return null;
  }
  if (text.length > MOST_CHARACTERS) {
    mistake(1, `a lesson file has at most ${MOST_CHARACTERS} characters, this one has ${text.length}`);
    return null;
  }
  const parts = splitFrontMatter(text);
  if (parts === null) {
    mistake(1, 'a lesson begins with its front matter, between two lines of "---"');
    return null;
  }

  const front = readYaml(parts.frontMatter, 2, frontMatterSchema);
  if ('mistakes' in front) mistakes.push(...front.mistakes);
  const frontMatter = 'value' in front ? front.value : null;
  if (language !== undefined && frontMatter && frontMatter.lang !== language) {
    mistake(1, `the name of the file says the language "${language}", its "lang" says "${frontMatter.lang}"`);
  }

  const [opening, ...sections] = sectionsOf(fromMarkdown(parts.body).children);
  const read = readSteps(sections, parts.bodyLine, mistakes);
  const claimLine = sections[0] ? lineOf(sections[0].heading) : parts.bodyLine;
  const claim = readOpening(opening.content, frontMatter?.title ?? null, claimLine, mistakes);

  if (frontMatter === null) return null;
  const steps = read.map(({ step }) => step);
  return {
    lesson: { slug, chapter: inWords(chapter), ...frontMatter, claim, steps },
    lines: read.map(({ lines }) => lines),
  };
}

interface Parts {
  readonly frontMatter: string;
  /** The rest, behind as many empty lines as come before it: its lines keep their numbers. */
  readonly body: string;
  /** Line of the `---` before it. */
  readonly bodyLine: number;
}

function splitFrontMatter(text: string): Parts | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const isFence = (line: string | undefined) => line?.trimEnd() === '---';
  const end = lines.findIndex((line, index) => index > 0 && isFence(line));
  if (!isFence(lines[0]) || end < 0) return null;
  return {
    frontMatter: lines.slice(1, end).join('\n'),
    body: '\n'.repeat(end + 1) + lines.slice(end + 1).join('\n'),
    bodyLine: end + 1,
  };
}

interface Section {
  readonly heading: Heading;
  readonly content: RootContent[];
}

/** What stands before the first `##`, then each `##` with what follows it. */
function sectionsOf(nodes: readonly RootContent[]): [{ readonly content: RootContent[] }, ...Section[]] {
  const opening: { readonly content: RootContent[] } = { content: [] };
  const sections: Section[] = [];
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth === 2) sections.push({ heading: node, content: [] });
    else (sections.at(-1) ?? opening).content.push(node);
  }
  return [opening, ...sections];
}

function readSteps(
  sections: readonly Section[],
  bodyLine: number,
  mistakes: Mistake[],
): ReturnType<typeof readStep>[] {
  if (sections.length < FEWEST_STEPS || sections.length > MOST_STEPS) {
    const where = sections[MOST_STEPS] ?? sections.at(-1);
    mistakes.push({
      line: where ? lineOf(where.heading) : bodyLine,
      rule: `a lesson has ${FEWEST_STEPS} to ${MOST_STEPS} steps, each under a "## " heading; this one has ${sections.length}`,
    });
  }
  const steps: ReturnType<typeof readStep>[] = [];
  let inherited: Scenario | null = null;
  for (const { heading, content } of sections) {
    const read = readStep(heading, content, inherited, mistakes);
    steps.push(read);
    if (!read.step.build) inherited = read.step.scenario;
  }
  return steps;
}

/** The claim. `title` is what the heading has to say, if there is one; `end` is the line where the steps begin. */
function readOpening(
  nodes: readonly RootContent[],
  title: string | null,
  end: number,
  mistakes: Mistake[],
): string {
  const first = nodes[0];
  const heading = first?.type === 'heading' && first.depth === 1 ? first : null;
  if (heading) checkTitle(heading, title, mistakes);

  const quote = nodes.find((node) => node.type === 'blockquote');
  for (const node of nodes) {
    if (node === heading || node === quote) continue;
    const rule = 'before the first step there is only the title and one block quote, the claim';
    mistakes.push({ line: lineOf(node), rule });
  }
  if (quote) return readClaim(quote, mistakes);
  mistakes.push({ line: end, rule: 'the claim is missing: one block quote before the first step' });
  return '';
}

function checkTitle(heading: Heading, title: string | null, mistakes: Mistake[]): void {
  const wrong = heading.children.flatMap((node) => proseMistakes(node));
  mistakes.push(...wrong);
  if (wrong.length > 0 || title === null || plainText(heading.children) === title) return;
  mistakes.push({ line: lineOf(heading), rule: `the heading is not the title ${JSON.stringify(title)}` });
}

function readClaim(quote: Blockquote, mistakes: Mistake[]): string {
  const wrong = proseMistakes(quote);
  mistakes.push(...wrong);
  if (wrong.length > 0) return '';
  const [paragraph, ...more] = quote.children;
  if (paragraph?.type === 'paragraph' && more.length === 0) return plainText(paragraph.children);
  mistakes.push({ line: lineOf(quote), rule: 'the claim is one paragraph' });
  return '';
}

/** `one-long-response` as `One long response`. */
function inWords(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
