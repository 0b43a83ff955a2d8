import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A text in a source, as it stands between its quotes or cut into pieces at each `${…}`. */
export type SourceText = {
  /** As `modules/cart/cart.sql.ts:12`, below the folder that was read. */
  readonly at: string;
  readonly file: string;
  /** The function, or else the constant, that it stands in. */
  readonly within: string;
  /** As it is written, `${…}` and all, on one line. */
  readonly written: string;
  /** What it comes to; one more than it has holes. */
  readonly pieces: readonly [string, ...string[]];
  /** What stands between them, as it is written. */
  readonly holes: readonly string[];
};

const SQL =
  /^\s*((select|insert|update|delete|table|truncate|analyze|lock|create|alter|drop)\s(?!\/)|with\s+(recursive\s|\w+\s+as\s|$))/i;

/** Whether a text is SQL, by its first words. (`DELETE /…` is a route.) */
export const isStatement = ({ pieces }: SourceText): boolean => SQL.test(pieces[0]);

/** The sources in a folder and below it, tests left out. */
export function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted();
}

/** Every text of the sources in a folder. */
export function readTexts(folder: string): SourceText[] {
  return listSources(folder).flatMap((file) => textsOf(file, readFileSync(join(folder, file), 'utf8')));
}

/** Every text of a source. What stands in a hole of another text comes by itself, too. */
export function textsOf(file: string, source: string): SourceText[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: SourceText[] = [];
  const look = (node: ts.Node, within: string): void => {
    const pieces = piecesOf(node);
    if (pieces !== undefined) {
      const { line } = parsed.getLineAndCharacterOfPosition(node.getStart());
      const written = node.getText().slice(1, -1).replace(/\s+/g, ' ').trim();
      found.push({ at: `${file}:${line + 1}`, file, within, written, pieces, holes: holesOf(node) });
    }
    ts.forEachChild(node, (child) => look(child, nameOf(node) ?? within));
  };
  look(parsed, '(no function)');
  return found;
}

function piecesOf(node: ts.Node): SourceText['pieces'] | undefined {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
}

function holesOf(node: ts.Node): string[] {
  if (!ts.isTemplateExpression(node)) return [];
  return node.templateSpans.map((span) => span.expression.getText());
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text;
  // A constant of the file; one within a function stands for nothing by itself.
  const isOfFile = ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent);
  return isOfFile && ts.isIdentifier(node.name) ? node.name.text : undefined;
}
