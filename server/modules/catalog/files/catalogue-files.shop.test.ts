import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { runDueJobs } from '../../../../test/support/pass-time.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';
import { readSheet } from '../../../platform/sheets/read-sheet.ts';
import { writeCsv } from '../../../platform/sheets/write-csv.ts';

let shop: TestShop;
let manager: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  manager = await signInAs(shop.url, 'manager');
}, 120_000);
afterAll(() => shop.stop());

type Answer = { readonly status: number; readonly body: Record<string, never> };

async function handIn(what: string, bytes: Uint8Array | string, name = '商品.csv'): Promise<Answer> {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(Buffer.from(bytes))], name));
  const response = await fetch(`${shop.url}/api/v1/staff/${what}-imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${manager.token}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** Does what was started, and answers the task with its report. */
async function finish({ body }: Answer) {
  await runDueJobs(shop);
  return (await manager.call('GET', `/staff/tasks/${body['id']}`)).body;
}
const check = async (what: string, bytes: Uint8Array | string, name?: string) =>
  finish(await handIn(what, bytes, name));
const confirm = (what: string, id: string) =>
  manager.call('POST', `/staff/${what}-imports/${id}/confirmation`);

async function exported(what: string, format: 'csv' | 'xlsx'): Promise<Buffer> {
  const task = await finish(await manager.call('POST', `/staff/${what}-exports`, { body: { format } }));
  expect(task).toMatchObject({ state: 'done', result: { name: expect.stringContaining(`.${format}`) } });
  const { url } = task.result;
  const got = await fetch(`${shop.url}${url}`, { headers: { authorization: `Bearer ${manager.token}` } });
  return Buffer.from(await got.arrayBuffer());
}

async function rowsOf(bytes: Uint8Array): Promise<string[][]> {
  const file = join(shop.house.folder.path, 'read');
  await writeFile(file, bytes);
  const rows: string[][] = [];
  for await (const row of readSheet(file)) rows.push([...('fields' in row ? row.fields : ['fault'])]);
  return rows;
}
const csvOf = async (rows: readonly (readonly string[])[]): Promise<Buffer> =>
  Buffer.concat(
    await Array.fromAsync(
      writeCsv(
        (async function* () {
          yield* rows;
        })(),
      ),
    ),
  );

/** A word for each product and SKU: other than before where anything of it is. */
async function catalogue(): Promise<unknown[]> {
  const { rows } = await shop.database.pool.query(
    `select slug as name, md5((to_jsonb(p) - 'search')::text) as is from products p union all
     select code, md5(to_jsonb(k)::text) from skus k union all select 'stock', sum(on_hand)::text from stock order by 1`,
  );
  return rows;
}

test.each(['csv', 'xlsx'] as const)(
  'what is exported as %s and handed in again changes nothing',
  async (format) => {
    const { rows } = await shop.database.pool.query(
      `update products set name = '=HYPERLINK("//x")', highlights = '["a|b","c"]' where slug = (select min(slug) from products)
       returning product_id`,
    );
    expect(rows).toHaveLength(1);
    const before = await catalogue();
    const file = await exported('catalogue', format);
    const checked = await check('catalogue', file, `商品.${format}`);
    const { products } = checked.report;
    expect(checked).toMatchObject({
      state: 'done',
      report: { faultCount: 0, faults: [], knownProducts: products, missingColumns: [] },
    });
    expect(products).toBeGreaterThan(80);
    const written = await finish(await confirm('catalogue', checked.id));
    expect(written).toMatchObject({ state: 'done', report: { products, takenOffSale: 0 } });
    expect(await catalogue()).toEqual(before);
  },
);

// `类型,网址名,商品名,英文名,分类,SKU 编码,规格,售价（元）,库存`, as Excel in China saves it.
const HEAD_IN_GBK = Buffer.from(
  'c0e0d0cd2ccdf8d6b7c3fb2cc9ccc6b7c3fb2cd3a2cec4c3fb2cb7d6c0e02c534b5520b1e0c2eb2cb9e6b8f12ccadbbcdba3a8d4aaa3a92cbfe2b4e60d0a',
  'hex',
);

test('a file of Excel in China is written with the words of its head, once, by whoever confirmed it', async () => {
  const [slug] = (
    await shop.database.pool.query<{ slug: string }>('select min(slug) as slug from categories')
  ).rows.map((row) => row.slug);
  const rows = [
    `,gbk-cup,Cup,GBK cup,${slug},GBK-1,,29.90,7`,
    `category,gbk-things,Things,Things,,,,,`,
  ].toReversed();
  const checked = await check('catalogue', Buffer.concat([HEAD_IN_GBK, Buffer.from(rows.join('\r\n'))]));
  expect(checked.report).toMatchObject({
    faultCount: 0,
    categories: 1,
    products: 1,
    knownProducts: 0,
    skus: 1,
  });
  const [first, second] = [await confirm('catalogue', checked.id), await confirm('catalogue', checked.id)];
  expect(second.body.id).toBe(first.body.id);
  expect(await finish(first)).toMatchObject({ state: 'done', report: { products: 1, skus: 1 } });
  const { body } = await manager.call('GET', '/products/gbk-cup');
  expect(body.skus).toEqual([expect.objectContaining({ price: 2990, available: 7 })]);
  const owner = await signInAs(shop.url, 'owner');
  const trail = (await owner.call('GET', '/staff/audit?what=catalogue:import')).body.items;
  expect(trail[0]).toMatchObject({
    by: 'staff',
    byId: manager.staffId,
    subject: { kind: 'file', id: '商品.csv' },
  });
});

/** A product of several variants that is not on sale, with a picture that has words in English: as it is kept. */
async function anyDraft(): Promise<{ id: string; slug: string; row: Record<string, unknown> }> {
  const { rows } = await shop.database.pool.query(
    `update products set on_sale = false, is_draft = true, sales = 77, images = jsonb_set(images, '{0,altEn}', '"A cup"')
     where product_id = (select product_id from products p where jsonb_array_length(images) > 0 and name !~ '^='
       and (select count(*) from skus k where k.product_id = p.product_id) > 1 order by 1 limit 1)
     returning product_id::text as id, slug`,
  );
  // What is struck out is held to what was asked, which is another matter.
  await shop.database.pool.query('update skus set original_price_fen = null where product_id = $1', [
    rows[0].id,
  ]);
  return { ...rows[0], row: await keptOf(rows[0].id) };
}
async function keptOf(id: string): Promise<Record<string, unknown>> {
  const { rows } = await shop.database.pool.query(
    `select to_jsonb(p) - 'search' - 'version' - 'updated_at' as product, (select jsonb_agg(to_jsonb(k) - 'price_fen'
       order by sku_id) from skus k where k.product_id = p.product_id) as skus from products p where product_id = $1`,
    [id],
  );
  return rows[0];
}

test('a file of prices changes prices alone, in the name of who had it written, and each product can be put back', async () => {
  const { id, slug, row } = await anyDraft();
  const { body: known } = await manager.call('GET', `/staff/products/${id}`);
  const { rows: codes } = await shop.database.pool.query<{ code: string; sku: string }>(
    'select code, sku_id::text as sku from skus where product_id = $1 and not is_retired order by position',
    [id],
  );
  const { rows: places } = await shop.database.pool.query<{ slug: string }>(
    `select c.slug from products p, unnest(p.category_ids) with ordinality u (id, at) join categories c on c.category_id = u.id
     where p.product_id = $1 order by u.at`,
    [id],
  );
  const file = await csvOf([
    ['网址名', '商品名', '英文名', '分类', 'SKU 编码', '售价（元）', '库存', '已售'],
    ...codes.map(({ code }) => [
      ...[slug, known.name, known.nameEn, places.map((one) => one.slug).join('|')],
      ...[code, '0.99', '123', '999999'],
    ]),
  ]);
  const checked = await check('catalogue', file);
  expect(checked.report).toMatchObject({
    ...{ faultCount: 0, knownProducts: 1, ignoredColumns: [{ zh: '已售' }] },
    missingColumns: expect.arrayContaining([expect.objectContaining({ zh: '图片' })]),
  });
  expect(await finish(await confirm('catalogue', checked.id))).toMatchObject({
    report: { products: 1, salesLeftOut: true },
  });
  expect(await keptOf(id)).toEqual(row);
  const { rows: moves } = await shop.database.pool.query(
    `select member_id as "memberId", reason from stock_movements where cause = 'import' and sku_id = $1 order by seq desc limit 1`,
    [codes[0]!.sku],
  );
  expect(moves).toEqual([{ memberId: manager.staffId, reason: '商品.csv' }]);

  const { body: history } = await manager.call('GET', `/staff/products/${id}/history`);
  const [change] = history.items;
  expect(change).toMatchObject({ what: 'catalogue:import', byId: manager.staffId });
  expect(Object.keys(change.after).toSorted()).toEqual(
    codes.map(({ sku }) => `skus.${sku}.price`).toSorted(),
  );
  const undone = await manager.call('POST', `/staff/products/${id}/undoing`, {
    body: { version: change.version },
  });
  expect(undone.status, JSON.stringify(undone.body)).toBe(200);
  const { rows: left } = await shop.database.pool.query(
    'select from skus where price_fen = 99 and product_id = $1',
    [id],
  );
  expect(left).toEqual([]);
});

test('what is wrong is told row by row and nothing is written; a picture’s path leads nowhere', async () => {
  const faulty = await csvOf([
    ['网址名', '商品名', '英文名', '分类', 'SKU 编码', '售价（元）', '图片'],
    ['bad one', '杯', 'Cup', 'no-such', 'X-1', '12.345', ''],
    ['a-cup', '杯', 'Cup', '', 'X-2', '9', '../keys/master-key.pem'],
  ]);
  const checked = await check('catalogue', faulty);
  const told = checked.report.faults.map(
    ({ line, field }: { line: number; field: string }) => `${line} ${field}`,
  );
  expect(told).toEqual(expect.arrayContaining(['2 slug', '2 skus[0].price', '3 categories']));
  expect(checked.report.faultCount).toBeGreaterThanOrEqual(3);
  expect((await confirm('catalogue', checked.id)).body.code).toBe('import_not_ready');
  const path = await csvOf([
    ['网址名', '商品名', '英文名', '分类', 'SKU 编码', '售价（元）', '图片'],
    ['a-cup', '杯', 'Cup', 'gbk-things', 'X-2', '9', '../keys/master-key.pem'],
  ]);
  expect((await check('catalogue', path)).report.faults).toEqual([
    expect.objectContaining({ line: 2, code: 'picture_not_here' }),
  ]);
});

test('a template is a file that can be handed in', async () => {
  const got = await fetch(`${shop.url}/api/v1/staff/catalogue-import-template?format=xlsx`, {
    headers: { authorization: `Bearer ${manager.token}` },
  });
  const [head, example] = await rowsOf(new Uint8Array(await got.arrayBuffer()));
  expect(head).toContain('SKU 编码');
  expect(example).toContain('EXAMPLE-W');
});

test('a list to count by comes back with what was counted, and is written with its acts but for what orders hold', async () => {
  const [head, ...rows] = await rowsOf(await exported('stock', 'xlsx'));
  const at = (heading: string): number => head!.indexOf(heading);
  const [one, two] = [rows[0]!, rows[1]!];
  await shop.database.pool.query(
    `update stock set on_hand = 9, reserved = 4 where sku_id in (select sku_id from skus where code = any($1))`,
    [[one[0], two[0]]],
  );
  const count = (row: readonly string[], counted: string) =>
    Object.assign([...row], { [at('实盘数量')]: counted, [at('原因')]: '月底盘点' }) as string[];
  const bad = await check(
    'stock',
    await csvOf([head!, count(one, '3'), count(two, 'x'), ['NO-SUCH', '', '', '', '', '1']]),
  );
  expect(
    bad.report.faults.map(({ line, code }: { line: number; code: string }) => `${line} ${code}`).toSorted(),
  ).toEqual(['2 below_reserved', '3 counted_wrong', '4 code_unknown']);
  const checked = await check(
    'stock',
    await csvOf([head!, count(one, '6'), count(two, '12'), [...rows[2]!]]),
  );
  expect(checked.report).toMatchObject({ faultCount: 0, counted: 2, changed: 2, more: 3, less: 3 });
  // An order takes two more of the second before it is written.
  await shop.database.pool.query(
    `update stock set on_hand = 20, reserved = 13 where sku_id = (select sku_id from skus where code = $1)`,
    [two[0]],
  );
  const written = await finish(await confirm('stock', checked.id));
  expect(written.report).toMatchObject({
    ...{ counted: 1, changed: 1, faultCount: 1 },
    faults: [{ line: 3, code: 'below_reserved' }],
  });
  const { rows: left } = await shop.database.pool.query(
    `select on_hand from stock join skus using (sku_id) where code = any($1) order by code = $2`,
    [[one[0], two[0]], two[0]],
  );
  expect(left.map((row: { on_hand: number }) => row.on_hand)).toEqual([6, 20]);
  const { rows: acts } = await shop.database.pool.query(
    `select before, after, reason_sealed is not null as sealed from audit_acts where what = 'stock:count'`,
  );
  expect(acts).toEqual([{ before: { onHand: 9 }, after: { onHand: 6 }, sealed: true }]);
});
