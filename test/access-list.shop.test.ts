import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccess, type ApiDocument } from '../docs/list-access.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

/** Its types are made by SvelteKit, which the compiler of the server does not know. */
const TABLE_OF_PAGES = new URL('../web/src/lib/access/access.server.ts', import.meta.url).href;
const PAGE = fileURLToPath(new URL('../docs/access.md', import.meta.url));
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

/** The page as the running shop has it; with `-u` the file is written only after all tests of this one. */
async function writePage(): Promise<string> {
  const api = (await (await fetch(`${shop.url}/api/openapi.json`)).json()) as ApiDocument;
  const { ACCESS } = (await import(TABLE_OF_PAGES)) as { ACCESS: Parameters<typeof listAccess>[2] };
  return format(listAccess(api, shop.access, ACCESS), {
    ...(await resolveConfig(PAGE)),
    parser: 'markdown',
  });
}

test('docs/access.md says who may call each route and see each page', async () => {
  await expect(await writePage()).toMatchFileSnapshot(PAGE);
});

test('no route is left out of it, hidden from the API’s document or not', async () => {
  const text = await writePage();
  const hidden = ['GET /metrics', 'POST /sandbox-bank/pay/{token}', 'GET /media/*', 'GET /api/openapi.json'];
  for (const route of hidden) expect(text).toContain(`| \`${route}\``);
  for (const { method, path } of shop.access)
    expect(text).toContain(`\`${method} ${path.replace(/:(\w+)/g, '{$1}')}\``);
});

test('every route in it says who may call it', async () => {
  const { paths } = (await (await fetch(`${shop.url}/api/openapi.json`)).json()) as ApiDocument;
  const said = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map((operation) => operation['x-access']!.replace(/ \w+:\w+$/, ' …')),
  );
  expect(said.length).toBeGreaterThan(60);
  expect([...new Set(said)].toSorted()).toEqual([
    ...['customer', 'customer?', 'gateway', 'public'],
    ...['staff', 'staff …'],
  ]);
});
