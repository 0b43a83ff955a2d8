import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'libpg-query';
import { expect, test } from 'vitest';
import type { ModuleFacts } from '../server/platform/module.ts';
import { MODULES } from '../server/modules.ts';
import { isStatement, readTexts, type SourceText } from './support/read-statements.ts';
import { parseFilled, tablesIn } from './support/tables-of-statement.ts';

// SQL knows its own tables only: what a module keeps, it may change as long as its index still says the same. What another
// needs of it is a function of its index or, where a round trip would cost too much, a constant of it that stands in a
// statement of the other where a table stands (`CUSTOMERS` of customers, `DATA_KEYS` of platform's sealing).

/** Statements that name a table of another all the same, by their function, with the reason. */
const ALLOWED: Readonly<Record<string, { readonly table: string; readonly because: string }>> = {
  'customers: insertDataKey': {
    table: 'data_keys',
    because:
      'a sign-in makes the key where the customer has this phone, in the same statement and round trip',
  },
};

/**
 * Platform's own, of which a module describes what is kept of persons where it is the one that uses them. Of
 * `graphile_worker`, only platform knows the tables.
 */
const OF_PLATFORM = [
  'schema_migrations',
  'key_encryption_keys',
  'key_rotations',
  'data_keys',
  'password_keys',
  'passkey_challenges',
  'attempt_counters',
  'graphile_worker.jobs',
];

/** PostgreSQL's own tables tell of ours; only platform asks them. */
const IN_CATALOGUE = /^pg_/;

const ROOT = join(import.meta.dirname, '..');
const modules: readonly ModuleFacts[] = MODULES;
const owned = [
  ...OF_PLATFORM.map((table) => [table, 'platform'] as const),
  ...modules.flatMap(({ name, tables = [] }) =>
    tables
      .filter(({ table }) => !OF_PLATFORM.includes(table))
      .map(({ table }) => [table, folderOf(name)] as const),
  ),
];
const ownerOf = new Map<string, string>(owned);

/** `signIn` lies in `sign-in`. */
function folderOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The folder of a module, platform, or the program, which owns nothing. */
function roomOf(file: string): string {
  const [first, second] = file.split('/');
  if (first === 'modules') return second!;
  return first === 'platform' ? 'platform' : 'the program';
}

/** A part of a statement names tables by these words; that it is no whole one, the parser would not know. */
const NAMED = new RegExp(
  `\\b(?:from|join|into|update|using|table)\\s+(${[...ownerOf.keys()].join('|')})\\b`,
  'g',
);

async function tablesNamedIn(text: SourceText): Promise<string[]> {
  if (isStatement(text)) return tablesIn(await parseFilled(text.pieces));
  return text.pieces.flatMap((piece) => [...piece.matchAll(NAMED)].map(([, table]) => table!));
}

const texts = readTexts(join(ROOT, 'server'));

test('every table that the migrations leave has one owner', async () => {
  const folder = join(ROOT, 'db', 'migrations');
  const left = new Set<string>();
  for (const file of readdirSync(folder).toSorted()) {
    const { stmts = [] } = await parse(readFileSync(join(folder, file), 'utf8'));
    for (const { stmt } of stmts) {
      if (stmt !== undefined && 'CreateStmt' in stmt) left.add(stmt.CreateStmt.relation!.relname!);
      if (stmt !== undefined && 'DropStmt' in stmt)
        for (const name of droppedBy(stmt.DropStmt)) left.delete(name);
    }
  }
  const elsewhere = ['schema_migrations', 'graphile_worker.jobs'];
  expect(owned.map(([table]) => table).toSorted()).toEqual([...left, ...elsewhere].toSorted());
});

/** The last part of each name: indexes and functions are among them, and are no tables. */
function droppedBy({ objects = [] }: { objects?: object[] }): string[] {
  return objects.flatMap((object) => {
    const parts = 'List' in object ? (object.List as { items: { String: { sval: string } }[] }).items : [];
    return parts.slice(-1).map((part) => part.String.sval);
  });
}

test('every statement of the program can be read', async () => {
  const statements = texts.filter(isStatement);
  expect(statements.length).toBeGreaterThan(200);
  const unread: string[] = [];
  for (const { at, pieces } of statements)
    await parseFilled(pieces).catch((failed: unknown) => unread.push(`${at}: ${String(failed)}`));
  expect(unread).toEqual([]);
});

test('no statement names a table of another module, or of nobody', async () => {
  const crossing: string[] = [];
  const used = new Set<string>();
  for (const text of texts) {
    const room = roomOf(text.file);
    for (const table of await tablesNamedIn(text)) {
      const owner = ownerOf.get(table) ?? (IN_CATALOGUE.test(table) ? 'platform' : 'nobody');
      if (owner === room) continue;
      const statement = `${room}: ${text.within}`;
      if (ALLOWED[statement]?.table === table) used.add(statement);
      else crossing.push(`${text.at} (${text.within}) names ${table} of ${owner}`);
    }
  }
  expect(crossing, 'ask the owner’s index for a function, or for rows that a statement can join').toEqual([]);
  expect([...used], 'what is allowed is there').toEqual(Object.keys(ALLOWED));
});

test.each([
  ['a column', 'select a.${what} from addresses a', ['addresses']],
  ['what is joined', 'select 1 from skus join ${what} k on true', ['skus']],
  ['an assignment', 'update skus set ${what} where sku_id = $1', ['skus']],
  [
    'columns with their types',
    'select 1 from skus, json_to_recordset($1::json) as r (slug text, ${what})',
    ['skus'],
  ],
  ['a condition', 'delete from stock where ${what}', ['stock']],
  ['a further condition', 'select 1 from stock where true ${what} limit ${what}', ['stock']],
  ['queries with names', 'with ${what} select 1 from stock', ['stock']],
  ['a query', 'select 1 from (${what}) s join stock on true', ['stock']],
  ['no table', 'with mine as (select 1 from stock) select 1 from mine', ['stock']],
  ['a lower query', 'insert into stock select 1 where exists (select from orders)', ['orders', 'stock']],
])('a statement is read whatever stands for its parts: %s', async (_what, written, tables) => {
  expect(tablesIn(await parseFilled(written.split('${what}')))).toEqual(tables);
});

test('a statement that is none is refused, with what the parser says', async () => {
  await expect(parseFilled(['select from from ', ''])).rejects.toThrow('syntax error at or near "from"');
});
