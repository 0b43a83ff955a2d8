import { afterAll, beforeAll } from 'vitest';
import { expectWalks, growCatalogue } from '../../../test/support/expect-walks.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

onOneServer('with 20,000 products each list walks its own index and reads only what it shows', async () => {
  await growCatalogue(database.pool, 20_000);
  await expectWalks(database.pool);
});
