import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readZip } from '../../../test/support/read-zip.ts';
import { anAddress, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

const HOUR_MS = 3_600_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

const listExports = async (shopper: Shopper) => (await shopper.call('GET', '/privacy/exports')).body.items;
const exportsFolder = (): string => shop.house.folder.exports;

async function readyExport(shopper: Shopper): Promise<string> {
  const asked = await shopper.call('POST', '/privacy/exports');
  expect(asked.status).toBe(202);
  await waitFor(
    'the export to be ready',
    async () => (await listExports(shopper))[0].state === 'ready' || undefined,
  );
  return asked.body.id;
}

async function linkTo(shopper: Shopper, id: string): Promise<string> {
  const made = await shopper.call('POST', `/privacy/exports/${id}/links`);
  expect(made.status).toBe(201);
  return made.body.url;
}

async function fetchZip(shopper: Shopper, path: string): Promise<Response> {
  return fetch(`${shop.url}${path}`, { headers: { authorization: `Bearer ${shopper.token}` } });
}

test('an export is made, announced and fetched; on the disk it was never in clear', async () => {
  const shopper = await signUp(shop.url);
  const id = await readyExport(shopper);
  // It is ready a moment before it is told of.
  await waitFor('the message', async () => {
    const [newest] = (await shopper.call('GET', `/demo/outbox?to=${shopper.phone}`)).body;
    return newest.template === 'export_ready' || undefined;
  });
  const [file] = await readdir(exportsFolder());
  const onDisk = await readFile(join(exportsFolder(), file!));
  expect(onDisk.includes('index.html')).toBe(false);
  // How each file in a ZIP begins; two bytes alone stand in much that is sealed, by chance.
  expect(onDisk.includes('PK\u0003\u0004')).toBe(false);

  const path = await linkTo(shopper, id);
  const answer = await fetchZip(shopper, path);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  const files = readZip(Buffer.from(await answer.arrayBuffer()));
  expect(files.get('index.html')).toContain(shopper.phone);
  expect(JSON.parse(files.get('addresses.json')!).rows[0]).toMatchObject({ street: anAddress()['street'] });
  const at = JSON.parse(files.get('customers.json')!).rows[0].created_at as string;
  const inBeijing = new Date(Date.parse(at) + 8 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
  expect(files.get('index.html')).toContain(`<dd>${inBeijing}</dd>`);
});

test('an export can be fetched for its 24 hours, by the link it was fetched by before and by a new one', async () => {
  const shopper = await signUp(shop.url);
  const id = await readyExport(shopper);
  const path = await linkTo(shopper, id);
  const fetchAtOnce = await Promise.all([1, 2, 3].map(() => fetchZip(shopper, path)));
  const [first, ...others] = await Promise.all(fetchAtOnce.map((answer) => answer.bytes()));
  expect(readZip(Buffer.from(first!)).get('index.html')).toContain(shopper.phone);
  for (const other of others) expect(other).toEqual(first);
  expect((await listExports(shopper))[0].state).toBe('fetched');
  expect((await (await fetchZip(shopper, await linkTo(shopper, id))).bytes()).length).toBe(first!.length);
  // The nightly removal leaves it alone until it is over.
  await shop.house.privacy.removeExpired();
  expect((await fetchZip(shopper, await linkTo(shopper, id))).status).toBe(200);
  const wasFetched = await linkTo(shopper, id);
  const before = (await readdir(exportsFolder())).length;
  shop.clock.advance(24 * HOUR_MS);
  expect(await (await fetchZip(shopper, wasFetched)).json()).toMatchObject({
    status: 404,
    code: 'export_gone',
  });
  await shop.house.privacy.removeExpired();
  expect((await listExports(shopper))[0].state).toBe('fetched');
  expect((await readdir(exportsFolder())).length).toBeLessThan(before);
});

test.each([
  ['HEAD', {}, 200],
  ['GET', { 'sec-purpose': 'prefetch' }, 503],
  ['GET', { purpose: 'prefetch' }, 503],
] as [string, Record<string, string>, number][])(
  'a look at the link by %s %j takes nothing away and counts as nothing',
  async (method, headers, status) => {
    const shopper = await signUp(shop.url);
    const path = await linkTo(shopper, await readyExport(shopper));
    const looked = await fetch(`${shop.url}${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${shopper.token}` },
    });
    expect(looked.status).toBe(status);
    await looked.arrayBuffer();
    expect((await listExports(shopper))[0].state).toBe('ready');
    expect(readZip(Buffer.from(await (await fetchZip(shopper, path)).bytes())).size).toBeGreaterThan(5);
  },
);

test('a download that breaks off counts as nothing', async () => {
  const shopper = await signUp(shop.url);
  const id = await readyExport(shopper);
  const token = new URL(await linkTo(shopper, id), shop.url).searchParams.get('token')!;
  const { customerId } = shopper;
  const found = await shop.house.privacy.findExport({
    customerId: customerId as never,
    exportId: id,
    token,
  });
  const zip = await (found as { value: { read(): Promise<Readable> } }).value.read();
  await once(zip, 'readable');
  zip.read(1);
  zip.destroy();
  await once(zip, 'close');
  expect((await listExports(shopper))[0].state).toBe('ready');
});

test('neither export nor link of somebody else is of any use, nor is a token that was replaced or made up', async () => {
  const [shopper, stranger] = [await signUp(shop.url), await signUp(shop.url)];
  const id = await readyExport(shopper);
  const strangers = await readyExport(stranger);
  const replaced = await linkTo(shopper, id);
  const path = await linkTo(shopper, id);
  const foreign = await linkTo(stranger, strangers);
  const token = (url: string): string => url.split('=')[1]!;
  for (const [who, url] of [
    [stranger, path],
    [shopper, replaced],
    [shopper, `/api/v1/privacy/exports/${id}?token=${token(foreign)}`],
    [stranger, `/api/v1/privacy/exports/${id}?token=${token(foreign)}`],
    [shopper, `/api/v1/privacy/exports/${id}?token=`],
    [shopper, `/api/v1/privacy/exports/nothing?token=${token(path)}`],
  ] as const)
    expect((await fetchZip(who, url)).status).toBe(404);
  expect((await stranger.call('POST', `/privacy/exports/${id}/links`)).body.code).toBe('export_gone');
  expect(await listExports(stranger)).toHaveLength(1);
  expect((await fetch(`${shop.url}${path}`)).status).toBe(401);
  expect((await fetchZip(shopper, path)).status).toBe(200);
});

test('an export that nobody fetches in a day is gone', async () => {
  const shopper = await signUp(shop.url);
  const id = await readyExport(shopper);
  const path = await linkTo(shopper, id);
  const before = (await readdir(exportsFolder())).length;
  shop.clock.advance(25 * HOUR_MS);
  expect((await fetchZip(shopper, path)).status).toBe(404);
  await shop.house.privacy.removeExpired();
  expect((await listExports(shopper))[0].state).toBe('expired');
  expect((await readdir(exportsFolder())).length).toBeLessThan(before);
});

test('a session that has not proved lately who is there gets neither export nor link', async () => {
  const shopper = await signUp(shop.url);
  const id = await readyExport(shopper);
  shop.clock.advance(11 * 60_000);
  for (const path of ['/privacy/exports', `/privacy/exports/${id}/links`])
    expect(await shopper.call('POST', path)).toMatchObject({
      status: 403,
      body: { code: 'step_up_required' },
    });
});

test('the sixth export of a day is refused with the time to wait', async () => {
  const shopper = await signUp(shop.url);
  for (let count = 0; count < 5; count += 1) await readyExport(shopper);
  const sixth = await shopper.call('POST', '/privacy/exports');
  expect(sixth).toMatchObject({ status: 429, body: { code: 'too_many_exports' } });
  expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(80_000);
});

test('what cannot be opened fails the job and is tried again; the shop goes on', async () => {
  const shopper = await signUp(shop.url);
  const { customerId } = shopper;
  const column = `(select sealed from addresses where customer_id = $1)`;
  const { rows } = await shop.database.pool.query<{ sealed: Buffer }>(`select ${column} as sealed`, [
    customerId,
  ]);
  await shop.database.pool.query(`update addresses set sealed = 'broken' where customer_id = $1`, [
    customerId,
  ]);
  const { id: exportId } = (await shopper.call('POST', '/privacy/exports')).body;
  await expect(shop.jobs['build-export']!({ customerId, exportId })).rejects.toThrow('envelope');
  expect((await listExports(shopper))[0].state).toBe('requested');
  await shop.database.pool.query('update addresses set sealed = $2 where customer_id = $1', [
    customerId,
    rows[0]!.sealed,
  ]);
  await shop.jobs['build-export']!({ customerId, exportId });
  expect((await listExports(shopper))[0].state).toBe('ready');
});
