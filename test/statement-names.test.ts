import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

// A statement with a name is prepared once on each connection, under that name. Two of one name would be refused by the
// driver, but only on a connection that has seen both: in a test seldom, in a shop some time.

type Named = { readonly at: string; readonly name: string; readonly text: ts.Expression };

const ROOT = join(import.meta.dirname, '..');

function valueOf(object: ts.ObjectLiteralExpression, key: string): ts.Expression | undefined {
  const found = object.properties.find((property) => property.name?.getText() === key);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

/** Every object of a file with a `name` and a `text` of SQL. */
function findNamed(file: string): Named[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Named[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const [name, text] = [valueOf(node, 'name'), valueOf(node, 'text')];
      if (name !== undefined && text !== undefined && valueOf(node, 'values') !== undefined) {
        const { line } = source.getLineAndCharacterOfPosition(name.getStart());
        found.push({ at: `${file}:${line + 1}`, name: name.getText(), text });
      }
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

const named = ['server', 'emulators']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap(findNamed);

test('every name of a prepared statement is its own', () => {
  expect(named.length).toBeGreaterThan(80);
  const places = new Map<string, string[]>();
  for (const { name, at } of named) places.set(name, [...(places.get(name) ?? []), at]);
  expect([...places].filter(([, at]) => at.length > 1)).toEqual([]);
});

test('a statement whose text differs from call to call has a name that does, too', () => {
  for (const { at, name, text } of named) {
    const parts = ts.isTemplateExpression(text) ? text.templateSpans.map((span) => span.expression) : [];
    // Constants of a file are the same each time.
    const changing = parts.map((part) => part.getText()).filter((part) => !/^[A-Z][A-Z_\d]*$/.test(part));
    if (changing.length > 0)
      expect(name, `${at}: its text is made with ${changing.join(', ')}`).toMatch(/^`.*\$\{/);
  }
});
