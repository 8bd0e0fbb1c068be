/**
 * YAML inside a lesson file, judged by a schema: the value, or each mistake with its line in the file. A wrong value
 * is reported where it stands, a missing key where its parent stands.
 */
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  visit,
} from 'yaml';
import type { Document, Node, ParsedNode } from 'yaml';
import type * as z from 'zod';
import type { Mistake } from './mistake.ts';

/** Levels of nesting that are read: the parser is recursive, and a deeper input could exhaust its stack. */
const MOST_LEVELS = 32;

/** Uses of one anchor; against values that double with each line. */
const MOST_ALIASES = 100;

/** Plain data alone: no tags, no merge keys, whatever a directive in the text asks for. */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

export type Outcome<T> = { readonly value: T } | { readonly mistakes: readonly Mistake[] };

/** `firstLine` is the line of the file, from 1, that `source` begins on. */
export function readYaml<T>(source: string, firstLine: number, schema: z.ZodType<T>): Outcome<T> {
  const lines = new LineCounter();
  const mistake = (offset: number, rule: string): Mistake => ({
    line: firstLine + Math.max(1, lines.linePos(offset).line) - 1,
    rule,
  });

  const tooDeep = offsetTooDeep(source, lines);
  if (tooDeep !== null) {
    return { mistakes: [mistake(tooDeep, `YAML may be nested ${MOST_LEVELS} levels deep, no deeper`)] };
  }
  const document = parseDocument(source, OPTIONS);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    return { mistakes: problems.map(({ pos, message }) => mistake(pos[0], message)) };
  }
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    return { mistakes: [mistake(offsetOfAlias(document), (error as Error).message)] };
  }

  const outcome = schema.safeParse(plain);
  if (outcome.success) return { value: outcome.data };
  return {
    mistakes: outcome.error.issues.map((issue) => {
      const { offset, missing } = place(document, issue);
      return mistake(offset, inWords(issue, missing));
    }),
  };
}

/** Where the nesting passes the bound, found without recursion; null if it never does. Notes the lines it passes. */
function offsetTooDeep(source: string, lines: LineCounter): number | null {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(source)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MOST_LEVELS) return parser.offset;
  }
  return null;
}

/** Of the first alias: what can still go wrong with a parsed document is an alias to nothing, or too many of them. */
function offsetOfAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      offset = startOf(alias);
      return visit.BREAK;
    },
  });
  return offset;
}

interface Place {
  readonly offset: number;
  /** The key that is not there; null when the value itself is wrong. */
  readonly missing: PropertyKey | null;
}

/** The place of an issue: its path is followed as far as the document goes. */
function place(document: Document.Parsed, issue: z.core.$ZodIssue): Place {
  let node: Node | null = document.contents;
  let offset = startOf(node);
  for (const step of issue.path) {
    const found: Found = child(node, step);
    if (found === null) return { offset, missing: step };
    // A collection stands where its key stands, anything else where it stands itself.
    offset = isCollection(found.value) ? startOf(found.key ?? found.value) : startOf(found.value);
    node = isAlias(found.value) ? (found.value.resolve(document) ?? null) : found.value;
  }
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const key = unknown === undefined ? undefined : child(node, unknown)?.key;
  return { offset: key ? startOf(key) : offset, missing: null };
}

type Found = { readonly key: Node | null; readonly value: Node | null } | null;

function child(node: Node | null, step: PropertyKey): Found {
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? null : { key: null, value: value as Node };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? null : { key: pair.key as Node, value: pair.value as Node | null };
}

const startOf = (node: Node | ParsedNode | null): number => node?.range?.[0] ?? 0;

function inWords(issue: z.core.$ZodIssue, missing: PropertyKey | null): string {
  if (missing !== null) return `the key ${JSON.stringify(String(missing))} is missing`;
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
