import { expect, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';

test('a test database is migrated, and what one test file writes another does not see', async () => {
  const [mine, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await mine.pool.query('create table only_mine (id int)');
  const { rows: migrated } = await other.pool.query('select count(*)::int as count from schema_migrations');
  const { rows: seen } = await other.pool.query(`select to_regclass('only_mine') as name`);
  await Promise.all([mine.drop(), other.drop()]);
  expect(migrated[0].count).toBeGreaterThan(0);
  expect(seen[0].name).toBeNull();
});
