import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..', '..');

/** Who imports one of these has a whole shop started, in its own process or as the program that it is. */
const STARTS_SHOP = [
  'test/support/test-shop.ts',
  'test/support/run-program.ts',
  'test/faults/supervised-shop.ts',
];
const MAKES_DATABASE = 'test/support/test-database.ts';

const imports = new Map<string, readonly string[]>();

/** What a test starts at most, by what it imports, also through other files of test/. */
export function startedBy(file: string): 'shop' | 'database' | 'nothing' {
  const reached = new Set<string>();
  const follow = (from: string): void => {
    for (const next of importsOf(from)) {
      if (reached.has(next)) continue;
      reached.add(next);
      follow(next);
    }
  };
  follow(file);
  if (STARTS_SHOP.some((starter) => reached.has(starter))) return 'shop';
  return reached.has(MAKES_DATABASE) ? 'database' : 'nothing';
}

/** Files of test/ that a file imports values of: who only knows the type of a shop starts none. */
function importsOf(file: string): readonly string[] {
  const known = imports.get(file);
  if (known !== undefined) return known;
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = source.statements
    .filter((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
    .filter((statement) => !isOfTypes(statement))
    .map(({ moduleSpecifier }) => moduleSpecifier)
    .filter((from) => from !== undefined && ts.isStringLiteral(from) && from.text.startsWith('.'))
    .map((from) => relative(ROOT, join(ROOT, dirname(file), (from as ts.StringLiteral).text)))
    .filter((path) => path.startsWith('test/') && existsSync(join(ROOT, path)));
  imports.set(file, found);
  return found;
}

function isOfTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return clause !== undefined;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.every((element) => element.isTypeOnly);
}
