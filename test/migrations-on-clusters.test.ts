import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type Node } from 'libpg-query';
import { expect, test } from 'vitest';
import { parseKind, spreadingColumn } from '../server/platform/table-kinds.ts';

// A migration runs on a database whose tables are spread already. Citus refuses to add a column and a constraint on it in one
// statement there, since a constraint must have the same name on all nodes. What rules the tables themselves keep to, and why:
// docs/cluster.md.

const FOLDER = join(import.meta.dirname, '..', 'db', 'migrations');

/** Older files are released, so they stay as they are; what they made is there before anything is spread. */
const FIRST = '0041';

const CONSTRAINTS = ['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY', 'CONSTR_FOREIGN'];

async function statementsOf(sql: string): Promise<Node[]> {
  const { stmts = [] } = await parse(sql);
  return stmts.flatMap(({ stmt }) => stmt ?? []);
}

/** The tables whose comment says that they are spread, in these statements. */
function spreadIn(statements: readonly Node[]): string[] {
  return statements.flatMap((node) => {
    if (!('CommentStmt' in node) || node.CommentStmt.objtype !== 'OBJECT_TABLE') return [];
    const kind = parseKind(node.CommentStmt.comment ?? null);
    if (kind === undefined || spreadingColumn(kind) === undefined) return [];
    const { items = [] } = (node.CommentStmt.object as { List?: { items?: Node[] } }).List ?? {};
    return items.flatMap((item) => ('String' in item ? (item.String.sval ?? []) : [])).slice(-1);
  });
}

/** The columns that are added to one of these tables together with a constraint. */
function refusedIn(statements: readonly Node[], tables: ReadonlySet<string>): string[] {
  return statements.flatMap((node) => {
    if (!('AlterTableStmt' in node)) return [];
    const { relation, cmds = [] } = node.AlterTableStmt;
    const table = relation?.relname ?? '';
    if (!tables.has(table)) return [];
    const commands = cmds.flatMap((cmd) => ('AlterTableCmd' in cmd ? cmd.AlterTableCmd : []));
    const besides = commands.some(({ subtype }) => subtype === 'AT_AddConstraint');
    return commands.flatMap(({ subtype, def }) => {
      if (subtype !== 'AT_AddColumn' || def === undefined || !('ColumnDef' in def)) return [];
      const { colname, constraints = [] } = def.ColumnDef;
      const within = constraints.some(
        (own) => 'Constraint' in own && CONSTRAINTS.includes(own.Constraint.contype ?? ''),
      );
      return within || besides ? [`${table}.${colname}`] : [];
    });
  });
}

test('no migration adds a column and a constraint to a spread table in one statement', async () => {
  const files = await Promise.all(
    readdirSync(FOLDER).map(async (file) => ({
      file,
      statements: await statementsOf(readFileSync(join(FOLDER, file), 'utf8')),
    })),
  );
  const tables = new Set(files.flatMap(({ statements }) => spreadIn(statements)));
  expect(tables).toContain('orders');
  const refused = files
    .filter(({ file }) => file >= FIRST)
    .flatMap(({ file, statements }) => refusedIn(statements, tables).map((column) => `${file}: ${column}`));
  expect(refused, 'add the column, then the constraint with a name, in two statements').toEqual([]);
});

const ORDERS = new Set(['orders']);

test.each([
  [`alter table orders add column gift text check (gift <> '')`, ['orders.gift']],
  ['alter table orders add column gift text unique', ['orders.gift']],
  ['alter table orders add column shop_id int references shops', ['orders.shop_id']],
  [`alter table orders add column gift text, add constraint orders_gift check (gift <> '')`, ['orders.gift']],
  [
    `alter table orders add column gift text not null default ''; alter table orders add constraint orders_gift check (gift <> '')`,
    [],
  ],
  [`alter table products add column gift text check (gift <> '')`, []],
])('what is refused on a cluster: %s', async (sql, refused) => {
  expect(refusedIn(await statementsOf(sql), ORDERS)).toEqual(refused);
});
