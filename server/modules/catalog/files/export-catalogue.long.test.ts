import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../../../test/support/run-script.ts';
import { makeTemporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { readSheet } from '../../../platform/sheets/read-sheet.ts';

const PRODUCTS = 200_000;
const SKUS_EACH = 5;
const MOST_MB = 300;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const client = await database.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query(
      `insert into products (slug, name, name_en, subtitle, subtitle_en, brand, model, description, materials, usage, warranty,
         attributes, faqs, highlights, options, images, category_ids, on_sale, search, search_version, sales, published_at,
         updated_at)
       select 'p-' || n, '商品 ' || n, 'Product ' || n, '', '', '牌', 'M', repeat('描述', 60), '', '', '',
         '[{"name":"材质","value":"陶瓷"}]', '[]', '["手工"]', '[]', '[]', '{}', true, '', 1, 0, now(), now()
       from generate_series(1, $1::int) as n`,
      [PRODUCTS],
    );
    await client.query(
      `insert into skus (product_id, code, options, price_fen, weight_grams, on_sale, position)
       select product_id, 'K-' || product_id || '-' || n, json_build_object('尺寸', n::text), 100 + n, 10, true, n
       from products, generate_series(1, $1::int) as n`,
      [SKUS_EACH],
    );
    await client.query('analyze products, skus');
  } finally {
    client.release();
  }
}, 300_000);
afterAll(() => database.drop());

/** Makes the file in a process of its own, and tells how much memory that took at most. */
async function exportIn(format: 'csv' | 'xlsx', file: string): Promise<number> {
  const at = (path: string): string => JSON.stringify(import.meta.resolve(path));
  const run = runScript(`
    import { createWriteStream } from 'node:fs';
    import { pipeline } from 'node:stream/promises';
    import { openDatabase } from ${at('../../../platform/database.ts')};
    import { catalogueTasks } from ${at('./catalogue-files.ts')};
    const connection = { connectionString: ${JSON.stringify(database.url)} };
    const database = openDatabase({ connection, max: 2, onError: (error) => { throw error; } });
    const { run } = catalogueTasks({
      database, clock: { now: () => new Date() }, freightTemplates: { list: () => Promise.resolve([]) },
    })['export-catalogue'];
    await run({
      input: { format: '${format}' }, language: 'zh-CN', tell: async () => undefined,
      keepFile: (_file, content) => pipeline(content, createWriteStream(${JSON.stringify(file)})),
    });
    await database.end();
    console.log('most kB: ' + process.resourceUsage().maxRSS);
  `);
  await run.ended;
  const most = /most kB: (\d+)/.exec(run.output())?.[1];
  expect(most, run.output()).toBeDefined();
  return Number(most) / 1024;
}

test.each(['csv', 'xlsx'] as const)(
  'a million SKUs are exported as %s within 300 MB, and read again',
  { timeout: 600_000 },
  async (format) => {
    const file = join(makeTemporaryFolder(), 'export');
    const mostMb = await exportIn(format, file);
    expect(mostMb).toBeLessThan(MOST_MB);
    let rows = 0;
    for await (const row of readSheet(file)) rows += 'fields' in row ? 1 : 0;
    expect(rows).toBe(PRODUCTS * SKUS_EACH + 1);
  },
);
