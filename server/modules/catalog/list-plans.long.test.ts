import { afterAll, beforeAll, expect } from 'vitest';
import { expectWalks, growCatalogue } from '../../../test/support/expect-walks.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { walkShelf } from './list.sql.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

onOneServer(
  'with 200,000 products each list walks its own index and reads only what it shows',
  { timeout: 300_000 },
  async () => {
    await growCatalogue(database.pool, 200_000);
    await expectWalks(database.pool);
    // Bounds on the price that few or no products fit are planned for what they are.
    for (const sort of ['sales', 'newest', 'price', '-price'] as const) {
      for (const [minPrice, maxPrice] of [
        [100, 120],
        [5_000_000, undefined],
        [0, 900_000],
      ] as const) {
        const started = performance.now();
        await walkShelf(database.pool, sort, { category: '', minPrice, maxPrice }, undefined, 25);
        expect(performance.now() - started).toBeLessThan(200);
      }
    }
  },
);
