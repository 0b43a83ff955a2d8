import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MODULES } from '../../server/modules.ts';
import { eraseStatement } from '../../server/modules/privacy/personal-tables.sql.ts';
import { isPersonal, sealedColumnsIn } from '../../server/platform/described-table.ts';
import type { ModuleFacts } from '../../server/platform/module.ts';
import { lockStatement, saveStatement } from '../../server/platform/sealing/reseal.sql.ts';
import { readTexts, textsOf } from '../support/read-statements.ts';
import { parseFilled } from '../support/tables-of-statement.ts';
import { checkParsed, checkStatement, inWords, type Breach, type Rule } from './check-statement.ts';
import { ALLOWED } from './allowed-statements.ts';
import { kindsOfMigrations } from './kinds-of-migrations.ts';
import { statementsOf, type Statement } from './statements-of.ts';

// Every statement of the program is checked by its text, whether or not a test runs it. What stands in it by the name of a
// constant is put in; where the name of a table is made, it must do for a table of customers; and those few whose
// conditions are made are built below, for every table that there is.

const kinds = kindsOfMigrations().set('hole', { kind: 'customer' });
const modules: readonly ModuleFacts[] = MODULES;
const tables = modules.flatMap((module) => module.tables ?? []);

async function breachesOf({ pieces }: Statement): Promise<Breach[]> {
  const { stmts = [] } = await parseFilled(pieces);
  return stmts.flatMap(({ stmt }) => checkParsed(stmt, kinds));
}

test('no statement of the program breaks a rule of many machines, but those that are named with a reason', async () => {
  const breaking: string[] = [];
  const used = new Set<string>();
  for (const statement of statementsOf(readTexts(join(import.meta.dirname, '..', '..', 'server')))) {
    for (const breach of await breachesOf(statement)) {
      const name = `${statement.file}: ${statement.within}`;
      if (ALLOWED[name]?.breaks.includes(breach.rule) === true) used.add(`${name} breaks ${breach.rule}`);
      else breaking.push(`${statement.at} (${statement.within}) ${inWords(breach)}`);
    }
  }
  expect([...new Set(breaking)]).toEqual([]);
  const allowed = Object.entries(ALLOWED).flatMap(([name, { breaks }]) =>
    breaks.map((rule) => `${name} breaks ${rule}`),
  );
  expect(
    allowed.filter((one) => !used.has(one)),
    'what is allowed is there',
  ).toEqual([]);
});

/** Of look-ups: an erasure finds their rows by those of the customer, once for each, as a job. */
const BY_OTHERS: readonly Rule[] = ['joins one group', 'says its key'];

test('every erasure of a person keeps to the rules, but for look-ups, which are found by rows of the customer', async () => {
  const breaking: string[] = [];
  for (const described of tables.filter(isPersonal)) {
    const statement = eraseStatement(described);
    const breaches = statement === undefined ? [] : await checkStatement(statement, kinds);
    const isLookUp = kinds.get(described.table)?.kind === 'look-up';
    for (const breach of breaches)
      if (!isLookUp || !BY_OTHERS.includes(breach.rule))
        breaking.push(`erasing ${described.table} ${inWords(breach)}`);
  }
  expect(breaking).toEqual([]);
});

test('every sealed column is sealed anew by statements that keep to the rules', async () => {
  const columns = sealedColumnsIn(tables);
  expect(columns.some(({ field }) => field !== undefined)).toBe(true);
  const statements = columns.flatMap((column) => [lockStatement(column), saveStatement(column)]);
  const breaches = await Promise.all(statements.map((sql) => checkStatement(sql, kinds)));
  expect(breaches.flat().map(inWords)).toEqual([]);
});

test('constants are put in where a statement names them, those of the same file first', () => {
  const texts = [
    ...textsOf('a.ts', "export const ROWS = `(select ${COLUMNS} from orders)`; const COLUMNS = 'total';"),
    ...textsOf(
      'b.ts',
      "const COLUMNS = 'state'; const of = () => `select ${COLUMNS}, ${made()} from ${ROWS} r`;",
    ),
  ];
  expect(statementsOf(texts).map(({ pieces }) => pieces)).toEqual([
    ['select state, ', ' from (select total from orders) r'],
  ]);
});
