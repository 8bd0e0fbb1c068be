/**
 * What one source file depends on, the modules that it imports and the globals that it uses, and what it says to a reader
 * of the page. Read from its syntax tree, so that comments do not count, nor strings as code. Of a Svelte component the
 * script parts are read for imports, and the compiled component for globals, so that those in its markup count as well.
 */
import { compile, parse as parseComponent } from 'svelte/compiler';
import ts from 'typescript';

export interface Import {
  readonly from: string;
  /** True for `import type`, `export type` and `import('...')` in a type. */
  readonly typeOnly: boolean;
}

/** Objects that hold the globals as properties: `window.location` is `location`. */
const GLOBAL_OBJECTS = new Set(['window', 'globalThis', 'self', 'document']);

function parse(code: string): ts.SourceFile {
  return ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

function scripts(component: string): string {
  return [...component.matchAll(/<script\b[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code ?? '').join('\n');
}

/** The imports of a file, in order. `path` decides whether it is a component. */
export function importsOf(path: string, text: string): Import[] {
  const imports: Import[] = [];
  const add = (from: ts.Node | undefined, typeOnly: boolean) => {
    if (from && ts.isStringLiteralLike(from)) imports.push({ from: from.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(path.endsWith('.svelte') ? scripts(text) : text));
  return imports;
}

/** The names that a file uses and does not declare. `path` decides whether it is a component. */
export function globalsOf(path: string, text: string): Set<string> {
  const code = path.endsWith('.svelte') ? compile(text, { generate: 'client' }).js.code : text;
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionWithTypeArguments(node)) visit(node.expression);
    else if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return;
    else if (ts.isIdentifier(node)) {
      if (declares(node)) declared.add(node.text);
      else if (refersToVariable(node)) used.add(node.text);
    } else ts.forEachChild(node, visit);
  };
  visit(parse(code));
  return new Set([...used].filter((name) => !declared.has(name)));
}

function declares(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionLike(parent) ||
      ts.isClassLike(parent) ||
      ts.isImportClause(parent) ||
      ts.isNamespaceImport(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === name &&
    !ts.isMethodDeclaration(parent) &&
    !ts.isAccessor(parent)
  );
}

function refersToVariable(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) {
    return ts.isIdentifier(parent.expression) && GLOBAL_OBJECTS.has(parent.expression.text);
  }
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const named = parent as { readonly name?: ts.Node; readonly propertyName?: ts.Node };
  return named.name !== name && named.propertyName !== name;
}

/** In markup, attributes and props whose text is shown or read out. */
const SHOWN = new Set([
  'alt',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'label',
  'placeholder',
  'title',
]);
const UNREAD = new Set(['class', 'style', 'rel', 'd', 'points', 'viewBox', 'transform']);

const WORD = /\p{L}{2,}/u;
/** A sentence, or its beginning: a name in the code has two words at most, and no capital. */
const SENTENCE = /^\p{Lu}\p{Ll}+ \p{L}|\p{L}{2,}[,.:;’”]* “?\p{L}+[,.:;’”]* “?\p{L}{2,}/u;
/** What a program reads: a font, a file of its own, a protocol. */
const PROGRAM = /monospace|^progress in the SSE Playground$|^GET |^id: /;

const isSentence = (text: string): boolean => SENTENCE.test(text) && !PROGRAM.test(text);

/** Texts of a file that look as if somebody read them: those of the markup, and sentences among the strings. */
export function wordsOf(path: string, text: string): string[] {
  if (!path.endsWith('.svelte')) return wordsOfScript(text);
  return [...wordsOfScript(scripts(text)), ...wordsOfMarkup(text)];
}

function wordsOfScript(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node)) return;
    // An error tells a programmer.
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (isSentence(node.text)) found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(code));
  return found;
}

interface Markup {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly value?: unknown;
}

function wordsOfMarkup(component: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, attribute: string | null): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, attribute);
      return;
    }
    if (node === null || typeof node !== 'object') return;
    const { type, name, data, value } = node as Markup;
    if (type === 'StyleDirective') return;
    const isShown = attribute === null || SHOWN.has(attribute);
    if (type === 'Text' && isShown && WORD.test(data ?? '') && !PROGRAM.test(data ?? ''))
      found.push(data ?? '');
    if (type === 'Literal' && typeof value === 'string' && isSentence(value)) found.push(value);
    if (type === 'TemplateElement') {
      const { raw } = value as { readonly raw: string };
      if (isSentence(raw)) found.push(raw);
    }
    const within = type === 'Attribute' ? (name ?? null) : type === 'Fragment' ? null : attribute;
    if (UNREAD.has(within ?? '')) return;
    for (const each of Object.values(node)) visit(each, within);
  };
  visit(parseComponent(component, { modern: true }).fragment, null);
  return found;
}
