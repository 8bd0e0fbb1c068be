/**
 * The prose of a lesson: which Markdown it may hold, and the same without positions. Nothing in it is ever rendered
 * as raw HTML, and its links lead to the web or within the page.
 */
import type { Code, Nodes, PhrasingContent, RootContent } from 'mdast';
import type { Mistake } from './mistake.ts';

/** Levels of nesting, such as a list in a list: bounds the recursion. */
const MOST_LEVELS = 16;

const ALLOWED: ReadonlySet<Nodes['type']> = new Set([
  'paragraph',
  'list',
  'listItem',
  'blockquote',
  'code',
  'text',
  'emphasis',
  'strong',
  'inlineCode',
  'link',
  'break',
]);

const NOT_ALLOWED: Partial<Record<Nodes['type'], string>> = {
  html: 'HTML is not allowed in a lesson: nothing is rendered as raw HTML',
  image: 'a lesson holds no images',
  imageReference: 'a lesson holds no images',
  heading: 'a step has one heading, its own, and that begins with "## "',
  definition: 'a link has its address with it: [text](https://...)',
  linkReference: 'a link has its address with it: [text](https://...)',
};

/** `[chunk](glossary:chunk)` says what the word means. */
export const TERM = /^glossary:(.+)$/;

/** `[five chunks](count:chunks)` is no link: the number in its text is held against the run of the step. */
export const COUNT = /^count:(chunks|events|bytes)(?:-of-chunk-([1-9]\d*))?$/;

export const lineOf = (node: Nodes): number => node.position?.start.line ?? 1;

/** The word after `yaml` in the info of a fence, which makes it a block of the step; null for plain code. */
export const blockWord = (code: Code): string | null => (code.lang === 'yaml' ? (code.meta ?? null) : null);

/** What is wrong with `node` and all that is in it. */
export function proseMistakes(node: RootContent, level = 1): Mistake[] {
  const mistake = (rule: string): Mistake[] => [{ line: lineOf(node), rule }];
  if (level > MOST_LEVELS) return mistake(`text may be nested ${MOST_LEVELS} levels deep, no deeper`);
  if (!ALLOWED.has(node.type)) {
    return mistake(NOT_ALLOWED[node.type] ?? `a lesson's text holds no Markdown of the type "${node.type}"`);
  }
  if (node.type === 'link' && !/^(https?:\/\/|#)/i.test(node.url)) {
    if (TERM.test(node.url)) return [];
    if (!node.url.startsWith('count:')) {
      return mistake(
        `a link leads to http, https or a #place in the page, not to ${JSON.stringify(node.url)}`,
      );
    }
    if (!COUNT.test(node.url)) {
      return mistake(`${node.url}: what is counted is chunks, events or bytes, or that with -of-chunk-1`);
    }
  }
  if (node.type === 'code' && blockWord(node) !== null) {
    return mistake('a YAML block of a step stands by itself, not in a list or a quote');
  }
  return 'children' in node ? node.children.flatMap((inner) => proseMistakes(inner, level + 1)) : [];
}

/** A copy without `position`. Only for prose without mistakes, which is not nested deeply. */
export function withoutPositions<N extends Nodes>(node: N): N {
  const { position: _, ...rest } = node;
  if (!('children' in node)) return rest as N;
  return { ...rest, children: node.children.map(withoutPositions) } as unknown as N;
}

/** The text alone, as one line. Only for content without mistakes, which is not nested deeply. */
export function plainText(content: readonly PhrasingContent[]): string {
  const texts = content.map((node) => {
    if ('children' in node) return plainText(node.children);
    return 'value' in node ? node.value.replaceAll('\n', ' ') : ' ';
  });
  return texts.join('');
}

/** A part of the prose, where it stands in the file. */
export interface Placed {
  readonly line: number;
  readonly text: string;
}

export interface PlacedLink extends Placed {
  readonly url: string;
}

/** The texts of the prose, without code. Only for prose without mistakes. */
export function textsIn(node: Nodes): Placed[] {
  if (node.type === 'text') return [{ line: lineOf(node), text: node.value }];
  return 'children' in node ? node.children.flatMap(textsIn) : [];
}

/** Only for prose without mistakes. */
export function linksIn(node: Nodes): PlacedLink[] {
  if (node.type === 'link') return [{ line: lineOf(node), text: plainText(node.children), url: node.url }];
  return 'children' in node ? node.children.flatMap(linksIn) : [];
}
