import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { openDatabase, sqlState } from '../../server/platform/database.ts';
import { runOnServer, urlOfDatabase } from './run-on-server.ts';

export type TestDatabase = {
  url: string;
  /** Opened as the program opens its own. */
  pool: pg.Pool;
  drop(): Promise<void>;
};

/**
 * A migrated database for one test file alone: a clone of the run's template, which takes a few hundredths of a second.
 * Call it in `beforeAll`, and `drop` in `afterAll`. `of`: another template to clone.
 */
export async function createTestDatabase(of?: string): Promise<TestDatabase> {
  const { url: serverUrl, template: empty } = inject('testServer');
  const template = of ?? empty;
  const name = `${empty}_${randomBytes(5).toString('hex')}`;
  await runOnServer(serverUrl, `create database ${name} template ${template}`);
  const url = urlOfDatabase(serverUrl, name);
  let isDropped = false;
  const pool = openDatabase({
    connection: { connectionString: url },
    max: 10,
    // Nothing cuts the connections of a test's database but a fault, so the run fails; or `drop`, which does not wait
    // until the server has noticed that the pool hung up.
    onError(error) {
      if (!isDropped) throw error;
    },
  });
  return {
    url,
    pool,
    async drop() {
      isDropped = true;
      await pool.end();
      await dropDatabase(serverUrl, name);
    },
  };
}

/** By force, since what still hangs there is worth nothing; without it where autovacuum is there, which only that ends. */
async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  try {
    await runOnServer(serverUrl, `drop database ${name} with (force)`);
  } catch (error) {
    // SQLSTATE insufficient_privilege: the worker belongs to the superuser, and we are none.
    if (sqlState(error) !== '42501') throw error;
    await runOnServer(serverUrl, `drop database ${name}`);
  }
}
