/**
 * The glossary: a Markdown file with one `## term` after another, each with one paragraph, what it means, and one in
 * emphasis, where the standard says it. In the order of the alphabet.
 */
import type { RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Mistake } from './mistake.ts';
import { lineOf, plainText } from './prose.ts';

export interface Entry {
  /** In links: `glossary:data-buffer`. */
  readonly slug: string;
  readonly term: string;
  /** One or two sentences. */
  readonly meaning: string;
  /** Where it is defined, such as `HTML 9.2.6`. */
  readonly source: string;
}

export interface Glossary {
  readonly entries: readonly Entry[];
  readonly mistakes: readonly Mistake[];
}

export function readGlossary(text: string): Glossary {
  const entries: Entry[] = [];
  const mistakes: Mistake[] = [];
  const nodes = fromMarkdown(text).children;
  for (const [index, node] of nodes.entries()) {
    if (node.type !== 'heading' || node.depth !== 2) continue;
    const term = plainText(node.children);
    const next = nodes.findIndex((each, at) => at > index && each.type === 'heading');
    const content = nodes.slice(index + 1, next < 0 ? undefined : next);
    const mistake = (rule: string) => mistakes.push({ line: lineOf(node), rule: `${term}: ${rule}` });
    const [meaning, source] = [meaningIn(content[0]), sourceIn(content[1])];
    if (meaning === null || source === null || content.length > 2) {
      mistake('a term has one paragraph of text, and one in emphasis, its source');
      continue;
    }
    if (!/\.$/.test(meaning) || meaning.split(/\. /).length > 2) {
      mistake('what it means is one or two sentences');
    }
    const slug = slugOf(term);
    const before = entries.at(-1)?.slug;
    if (before !== undefined && before >= slug)
      mistake('the terms are in the order of the alphabet, each once');
    entries.push({ slug, term, meaning, source });
  }
  return { entries, mistakes };
}

function meaningIn(node: RootContent | undefined): string | null {
  const isText = node?.type === 'paragraph' && node.children.every(({ type }) => type === 'text');
  return isText ? plainText(node.children) : null;
}

function sourceIn(node: RootContent | undefined): string | null {
  const [only, ...more] = node?.type === 'paragraph' ? node.children : [];
  return only?.type === 'emphasis' && more.length === 0 ? plainText(only.children) : null;
}

const slugOf = (term: string): string => term.toLowerCase().replaceAll(' ', '-');
