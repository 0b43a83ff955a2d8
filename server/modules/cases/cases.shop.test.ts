import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs } from '../../../test/support/back-office.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { openCase } from './index.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ ROLE: 'web' })), 120_000);
afterAll(() => shop.stop());

async function open(subject: string): Promise<void> {
  const facts = { job: 'expire-unpaid-orders', about: subject, error: 'no answer' };
  await openCase(shop.database.pool, { kind: 'stuck', subject, facts }, shop.clock.now());
  shop.clock.advance(1000);
}

test('what waits is listed oldest first, page by page, and closed with a reason that the trail keeps', async () => {
  for (const subject of ['first', 'second', 'third']) await open(subject);
  const finance = await signInAs(shop.url, 'finance');
  const page = (await finance.call('GET', '/staff/cases?kind=stuck&limit=2')).body;
  expect(page.items.map(({ subject }: { subject: string }) => subject)).toEqual(['first', 'second']);
  const rest = (await finance.call('GET', `/staff/cases?limit=2&cursor=${page.nextCursor}`)).body;
  expect(rest).toMatchObject({ items: [{ subject: 'third', times: 1 }], nextCursor: null });

  const [{ id }] = page.items;
  const close = () => finance.call('POST', `/staff/cases/${id}/closing`, { body: { reason: '已电话确认' } });
  expect((await close()).status).toBe(204);
  expect((await close()).body.code).toBe('case_not_open');
  const left = (await finance.call('GET', '/staff/cases')).body.items;
  expect(left.map(({ subject }: { subject: string }) => subject)).toEqual(['second', 'third']);

  const trail = (await finance.call('GET', `/staff/audit?subjectKind=case&subjectId=${id}`)).body;
  expect(trail.items).toEqual([
    expect.objectContaining({
      ...{ by: 'staff', byId: finance.staffId, what: 'case:end', reason: '已电话确认' },
      subject: { kind: 'case', id },
    }),
  ]);
});

test('what waits is summed up by kind for who may see it', async () => {
  const at = shop.clock.now();
  const facts = { listener: 'tell', event: { type: 'none' } as never, error: 'no answer' };
  await openCase(shop.database.pool, { kind: 'dead_letter', subject: 'newer', facts }, at);
  const [viewer, warehouse] = [await signInAs(shop.url, 'viewer'), await signInAs(shop.url, 'warehouse')];
  const list = (await viewer.call('GET', '/staff/cases?kind=stuck')).body.items;
  const one = { count: 1, isMore: false };
  expect((await viewer.call('GET', '/staff/todo')).body).toEqual([
    { ...one, kind: 'stuck', count: 2, oldestAt: list[0].openedAt, url: '/admin/cases?kind=stuck' },
    { ...one, kind: 'dead_letter', oldestAt: at.toISOString(), url: '/admin/cases?kind=dead_letter' },
  ]);
  expect((await warehouse.call('GET', '/staff/todo')).body).toEqual([]);
});

test('a case is not closed without a reason', async () => {
  const finance = await signInAs(shop.url, 'finance');
  const [{ id }] = (await finance.call('GET', '/staff/cases')).body.items;
  const answer = await finance.call('POST', `/staff/cases/${id}/closing`, { body: { reason: '  ' } });
  expect(answer.body.code).toBe('malformed');
});

test('the trail tells who signed in and from what, newest first, page by page', async () => {
  const owner = await signInAs(shop.url, 'owner');
  const own = `/staff/audit?staffId=${owner.staffId}&what=session:open`;
  await signInAs(shop.url, 'owner');
  const page = (await owner.call('GET', `${own}&limit=1`)).body;
  const next = (await owner.call('GET', `${own}&limit=1&cursor=${page.nextCursor}`)).body;
  expect(page.items[0].seq).toBeGreaterThan(next.items[0].seq);
  expect(page.items[0]).toMatchObject({ what: 'session:open', byId: owner.staffId, from: 'node' });
});
