import { afterAll, beforeAll, expect, test } from 'vitest';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { readTexts } from '../support/read-statements.ts';
import { parseFilled } from '../support/tables-of-statement.ts';
import { functionsIn, MUTABLE_FUNCTIONS, VOLATILE_FUNCTIONS } from './mutable-functions.ts';
import { statementsOf } from './statements-of.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

/** `i` immutable, `s` stable, `v` volatile: of each function of PostgreSQL, with every kind of argument that it takes. */
async function volatilities(): Promise<Map<string, Set<string>>> {
  const { rows } = await database.pool.query<{ name: string; of: string[] }>(
    `select proname as name, array_agg(distinct provolatile::text) as of from pg_proc
     where pronamespace = 'pg_catalog'::regnamespace group by proname`,
  );
  return new Map(rows.map(({ name, of }) => [name, new Set(of)]));
}

test('what is listed as not immutable is not, and what as volatile is that', async () => {
  const known = await volatilities();
  const isListedWell = (name: string): boolean =>
    known.get(name)?.has('s') === true || known.get(name)?.has('v') === true;
  // Those that a server of this version does not have are listed for the next.
  expect([...MUTABLE_FUNCTIONS].filter((name) => known.has(name) && !isListedWell(name))).toEqual([]);
  expect([...VOLATILE_FUNCTIONS].filter((name) => known.has(name) && !known.get(name)!.has('v'))).toEqual([]);
});

/** Not immutable and not listed, with the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  timezone: '`at time zone` is immutable but for a time of day, of which the shop has none',
  json_to_recordset: 'gives rows to insert or to join, on the coordinator',
  gin_clean_pending_list: 'upkeep of an index, in a statement of its own',
  obj_description: 'asks the catalogue',
  to_regclass: 'asks the catalogue',
  format_type: 'asks the catalogue',
  pg_get_constraintdef: 'asks the catalogue',
  pg_relation_size: 'asks the catalogue',
  set_config: 'of the command that spreads tables, on its own connection',
};
const OF_THE_COORDINATOR = /^pg_(notify|(try_)?advisory)/;

test('every function that a statement of the program calls is immutable, or listed', async () => {
  const known = await volatilities();
  const unlisted = new Set<string>();
  for (const { pieces } of statementsOf(readTexts(join(import.meta.dirname, '..', '..', 'server')))) {
    for (const called of functionsIn(await parseFilled(pieces))) {
      const name = called.replace(/^pg_catalog\./, '');
      const of = known.get(name);
      if (
        of !== undefined &&
        (of.has('s') || of.has('v')) &&
        !MUTABLE_FUNCTIONS.has(name) &&
        !(name in OTHERS) &&
        !OF_THE_COORDINATOR.test(name)
      )
        unlisted.add(name);
    }
  }
  expect([...unlisted]).toEqual([]);
});
