import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../server/platform/database.ts';
import { urlOfDatabase } from './run-on-server.ts';
import { cloneDatabase, dropDatabase } from './test-nodes.ts';

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
  const { url: serverUrl, nodes, template: empty } = inject('testServer');
  const template = of ?? empty;
  const name = `${empty}_${randomBytes(5).toString('hex')}`;
  await cloneDatabase(nodes, name, template);
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
      await dropDatabase(nodes, name);
    },
  };
}
