import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { MOST_ENDPOINTS } from './webhook.ts';
import { openWebhookReceiver, type WebhookReceiver } from '../../../test/support/webhook-receiver.ts';

const DAY_MS = 86_400_000;
let receiver: WebhookReceiver;
let shop: TestShop;
let owner: StaffCaller;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  receiver = await openWebhookReceiver();
  shop = await startTestShop({
    ROLE: 'web',
    WEBHOOK_LOOPBACK_PORTS: String(receiver.port),
    // That an endpoint is let rest is told there as well.
    LOG_LEVEL: 'silent',
  });
  shopper = await signUp(shop.url);
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
}, 120_000);
afterAll(async () => {
  await shop.stop();
  await receiver.stop();
});
beforeEach(async () => {
  receiver.answer(204);
  owner = await signInAs(shop.url, 'owner');
});

type Made = { readonly id: string; readonly secret: string };

async function make(events: readonly string[], path = ''): Promise<Made> {
  const body = { url: `${receiver.url}${path}`, description: 'ERP', events };
  const made = await owner.call('POST', '/staff/webhooks', { body });
  if (made.status !== 201) throw new Error(`no webhook: ${JSON.stringify(made.body)}`);
  return { id: made.body.webhook.id, secret: made.body.secret };
}
const remove = async ({ id }: Made): Promise<void> =>
  void expect((await owner.call('DELETE', `/staff/webhooks/${id}`)).status).toBe(204);

const place = async (): Promise<string> =>
  (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo as string;
const send = () => shop.jobs['send-webhooks']!({});
const deliveriesOf = async ({ id }: Made, query = '') =>
  (await owner.call('GET', `/staff/webhooks/${id}/deliveries${query}`)).body.items;

/** Has what is due sent, and waits until as many tries are written down. */
async function sent(made: Made, tries: number) {
  await send();
  return waitFor(`try ${tries}`, async () => {
    const [newest] = await deliveriesOf(made);
    return newest?.tries === tries && newest;
  });
}
/** To when it is tried next. */
function passTimeTo(nextAt: string): void {
  shop.clock.advance(Date.parse(nextAt) - shop.clock.now().getTime() + 1);
}
const jobsFor = async (): Promise<number> =>
  (
    await shop.database.pool.query(
      `select from graphile_worker.jobs where task_identifier in ('hear-webhooks', 'send-webhooks')`,
    )
  ).rowCount!;

test('a shop that tells nobody has no job added when an order is placed', async () => {
  const before = await jobsFor();
  await place();
  expect(await jobsFor()).toBe(before);
});

test('an order that is placed is told to who wants to know, signed, once, and with nothing personal', async () => {
  const erp = await make(['order_placed', 'order_cancelled']);
  const other = await make(['order_paid']);
  const orderNo = await place();
  await tellListeners(shop);
  const delivery = await sent(erp, 1);
  expect(delivery).toMatchObject({ type: 'order_placed', state: 'delivered', nextAt: null });
  expect(delivery.attempts).toMatchObject([{ status: 204, answered: { 'x-answered-by': 'a test' } }]);
  const [{ heads, body }] = [receiver.received.at(-1)!];
  expect(heads['content-type']).toBe('application/json');
  expect(new Webhook(erp.secret).verify(body, heads)).toEqual({
    type: 'order_placed',
    version: 2,
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      orderNo,
      customerId: shopper.customerId,
      totalFen: expect.any(Number),
      actor: { by: 'customer', customerId: shopper.customerId },
    },
  });
  for (const value of [shopper.phone, '李小满', '张江路']) expect(body).not.toContain(value);
  expect(await deliveriesOf(other)).toEqual([]);
  await remove(erp);
  await remove(other);
});

test('an event that is heard twice is one message', async () => {
  const erp = await make(['order_placed']);
  await place();
  const { rows } = await shop.database.pool.query<{ payload: object }>(
    `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'hear-webhooks'`,
  );
  expect(rows).toHaveLength(1);
  for (let times = 0; times < 2; times += 1) await shop.jobs['hear-webhooks']!(rows[0]!.payload);
  expect(await deliveriesOf(erp)).toHaveLength(1);
  await tellListeners(shop);
  expect(await deliveriesOf(erp)).toHaveLength(1);
  await remove(erp);
});

test('what fails is tried again, given up in the end, and is a case; a replay that arrives ends it', async () => {
  const erp = await make(['order_placed']);
  receiver.answer(500);
  await place();
  await tellListeners(shop);
  let failed = await sent(erp, 1);
  const messageId = failed.messageId;
  for (let tries = 2; tries <= 10; tries += 1) {
    expect(failed).toMatchObject({ state: 'waiting' });
    passTimeTo(failed.nextAt);
    owner = await signInAs(shop.url, 'owner');
    failed = await sent(erp, tries);
  }
  expect(failed).toMatchObject({ state: 'failed', nextAt: null });
  expect(await deliveriesOf(erp, '?failed=true')).toHaveLength(1);
  const cases = async () => (await owner.call('GET', '/staff/cases?kind=webhook_failing')).body.items;
  expect(await cases()).toMatchObject([
    { subject: erp.id, facts: { event: 'order_placed', answer: '500', givenUp: 1, rests: false } },
  ]);
  receiver.answer(200);
  const replayed = await owner.call('POST', `/staff/webhooks/${erp.id}/deliveries/${failed.id}/replay`);
  expect(replayed.status).toBe(202);
  expect(await sent(erp, 1)).toMatchObject({ state: 'delivered', messageId });
  expect(receiver.received.at(-1)!.heads['webhook-id']).toBe(messageId);
  expect(await cases()).toEqual([]);
  await remove(erp);
});

test('who says it is gone is told nothing more until somebody switches it on again', async () => {
  const erp = await make(['order_placed']);
  receiver.answer(410);
  await place();
  await tellListeners(shop);
  expect(await sent(erp, 1)).toMatchObject({ state: 'failed' });
  const state = async () =>
    (await owner.call('GET', '/staff/webhooks')).body.items.map((one: { state: string }) => one.state);
  expect(await state()).toEqual(['resting']);
  await place();
  await tellListeners(shop);
  expect(await deliveriesOf(erp)).toHaveLength(1);
  const off = await owner.call('POST', `/staff/webhooks/${erp.id}/test`);
  expect(off.body.code).toBe('webhook_off');
  await owner.call('PATCH', `/staff/webhooks/${erp.id}`, { body: { active: true } });
  expect(await state()).toEqual(['on']);
  receiver.answer(204);
  expect((await owner.call('POST', `/staff/webhooks/${erp.id}/test`)).status).toBe(202);
  expect(await sent(erp, 1)).toMatchObject({ type: 'webhook_test', state: 'delivered' });
  await remove(erp);
});

test('one that does not answer holds up no other', async () => {
  const slow = await make(['order_placed'], '/slow');
  receiver.answer('never');
  await place();
  await place();
  await place();
  await tellListeners(shop);
  const before = receiver.received.length;
  await send();
  await waitFor('both hands to be busy', () => receiver.received.length === before + 2);
  receiver.answer(204);
  const quick = await make(['order_cancelled']);
  await owner.call('POST', `/staff/webhooks/${quick.id}/test`);
  expect(await sent(quick, 1)).toMatchObject({ state: 'delivered' });
  expect(receiver.received).toHaveLength(before + 3);
  await remove(slow);
  await remove(quick);
});

test('after a rotation messages are signed by both secrets for a day, and then by the new one', async () => {
  const erp = await make(['order_cancelled']);
  const rotated = await owner.call('POST', `/staff/webhooks/${erp.id}/secret`);
  expect(rotated.status).toBe(201);
  const signatures = async () => {
    await owner.call('POST', `/staff/webhooks/${erp.id}/test`);
    await sent(erp, 1);
    return receiver.received.at(-1)!.heads['webhook-signature']!.split(' ');
  };
  expect(await signatures()).toHaveLength(2);
  shop.clock.advance(DAY_MS);
  owner = await signInAs(shop.url, 'owner');
  expect(await signatures()).toHaveLength(1);
  const { rows } = await shop.database.pool.query('select e::text from webhook_endpoints e');
  for (const secret of [erp.secret, rotated.body.secret])
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));
  expect(JSON.stringify((await owner.call('GET', '/staff/webhooks')).body)).not.toContain('whsec_');
  await remove(erp);
});

test.each([
  ['https://127.0.0.1/x', 'webhook_address_private'],
  ['https://169.254.169.254/latest/meta-data', 'webhook_address_private'],
  ['https://[::1]/x', 'webhook_address_private'],
  ['https://[::ffff:127.0.0.1]/x', 'webhook_address_private'],
  ['https://10.1.2.3/x', 'webhook_address_private'],
  ['https://localhost/x', 'webhook_address_private'],
  ['http://erp.example/x', 'webhook_url_invalid'],
  ['http://127.0.0.1:1/x', 'webhook_url_invalid'],
])('%s is refused, when it is made and when it is changed', async (url, code) => {
  const body = { url, description: 'ERP', events: ['order_placed'] };
  expect((await owner.call('POST', '/staff/webhooks', { body })).body.code).toBe(code);
  const erp = await make(['order_placed']);
  const changed = await owner.call('PATCH', `/staff/webhooks/${erp.id}`, { body: { url } });
  expect(changed.body.code).toBe(code);
  await remove(erp);
});

test('of webhooks that are made at once no more stay than a shop may have', async () => {
  const body = { url: receiver.url, description: 'ERP', events: ['order_placed'] };
  const many = Array.from({ length: MOST_ENDPOINTS + 5 }, () =>
    owner.call('POST', '/staff/webhooks', { body }),
  );
  const answers = await Promise.all(many);
  const refused = answers.filter(({ status }) => status !== 201).map(({ body: { code } }) => code as string);
  expect(new Set(refused)).toEqual(new Set(['too_many_webhooks']));
  const kept = (await owner.call('GET', '/staff/webhooks')).body.items;
  expect(kept).toHaveLength(MOST_ENDPOINTS);
  for (const one of kept) await remove(one);
});

test('what happens to an account is told to nobody outside', async () => {
  const { events } = (await owner.call('GET', '/staff/webhooks')).body;
  expect(events).toContain('order_paid');
  expect(events).not.toContain('password_changed');
  const body = { url: receiver.url, description: 'ERP', events: ['password_changed'] };
  expect((await owner.call('POST', '/staff/webhooks', { body })).body).toMatchObject({
    code: 'webhook_event_unknown',
    event: 'password_changed',
  });
});

test('deliveries are kept for 30 days', async () => {
  const erp = await make(['order_cancelled']);
  await owner.call('POST', `/staff/webhooks/${erp.id}/test`);
  await sent(erp, 1);
  await shop.jobs['sweep-webhooks']!({});
  expect(await deliveriesOf(erp)).toHaveLength(1);
  shop.clock.advance(30 * DAY_MS + 1);
  await shop.jobs['sweep-webhooks']!({});
  owner = await signInAs(shop.url, 'owner');
  expect(await deliveriesOf(erp)).toEqual([]);
  await remove(erp);
});
