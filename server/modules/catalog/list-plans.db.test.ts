import { afterAll, beforeAll, test } from 'vitest';
import { expectWalks, growCatalogue } from '../../../test/support/expect-walks.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

test('with 20,000 products each list walks its own index and reads only what it shows', async () => {
  await growCatalogue(database.pool, 20_000);
  await expectWalks(database.pool);
});
