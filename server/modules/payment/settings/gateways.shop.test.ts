import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { newSku } from '../../../../test/support/new-sku.ts';
import { playPayment } from '../../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';

// What staff set of payment services: secrets are written and never read again, and what is saved holds without a restart.

const SECRET = 'kept-to-itself-9f2c';

let shop: TestShop;
let owner: StaffCaller;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  owner = await signInAs(shop.url, 'owner');
}, 120_000);
afterAll(() => shop.stop());

const find = async () =>
  (await owner.call('GET', '/staff/payment-gateways')).body.items.find(
    ({ gateway }: { gateway: string }) => gateway === 'sandbox',
  );
const put = (body: object) => owner.call('PUT', '/staff/payment-gateways/sandbox', { body });
const check = async () => (await owner.call('POST', '/staff/payment-gateways/sandbox/check')).body.items;
const methods = () => shop.house.payment.methods('en').map(({ gateway }) => gateway);

test('what the program was started with holds until staff save, and is proved by asking the service', async () => {
  expect(await find()).toMatchObject({
    ...{ gateway: 'sandbox', version: 0, savedAt: null, isOn: true, isReady: true },
    notifyUrl: `${shop.url}/api/v1/webhooks/payments/sandbox`,
    fields: [
      { name: 'bankPublicKey', isSecret: false, setBy: 'program' },
      { name: 'apiKey', isSecret: true, setBy: 'program', value: null },
    ],
  });
  expect(await check()).toMatchObject([{ what: 'keys', state: 'right' }]);
});

test('a secret holds at once, is told to nobody, and lies sealed; the trail says that it was written', async () => {
  const asked = { isOn: true, open: {}, secret: { apiKey: SECRET }, expectedVersion: 0 };
  const saved = await put(asked);
  expect(saved).toMatchObject({ status: 200, body: { version: 1, isReady: true } });
  expect(saved.body.fields[1]).toMatchObject({ setBy: 'staff', value: null });
  // Another key than the bank knows: it says so, in words.
  const [result] = await check();
  expect(result).toMatchObject({ what: 'keys', state: 'wrong' });
  expect(result.says).toContain('不认我们的密钥');
  const { items } = (await owner.call('GET', '/staff/audit?what=gateway:set')).body;
  expect(items[0]).toMatchObject({
    subject: { kind: 'gateway', id: 'sandbox' },
    before: null,
    after: { isOn: true, secrets: ['apiKey'], written: ['apiKey'] },
  });
  for (const told of [saved.body, await find(), items]) expect(JSON.stringify(told)).not.toContain(SECRET);
  const { rows } = await shop.database.pool.query<{ row: string; sealed: Buffer }>(
    'select g::text as row, secret_sealed as sealed from gateway_settings g',
  );
  expect(rows[0]!.row + rows[0]!.sealed.toString('latin1')).not.toContain(SECRET);
  // What is left out stays; an empty text takes it away, and what the program has holds again.
  expect((await put({ ...asked, secret: {}, expectedVersion: 1 })).body.fields[1].setBy).toBe('staff');
  const away = await put({ ...asked, secret: { apiKey: '' }, expectedVersion: 2 });
  expect(away.body.fields[1].setBy).toBe('program');
  expect(await check()).toMatchObject([{ state: 'right' }]);
});

test('what is switched off takes no payment from then on, here and in every other process', async () => {
  const shopper = await signUp(shop.url);
  const skuId = await newSku(shop.database.pool, 10, 1_000);
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const begun = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;
  const { paymentNo } = (await openPayment(shopper, begun)).body;
  const { version } = await find();
  const off = await put({ isOn: false, open: {}, secret: {}, expectedVersion: version });
  expect(off.body).toMatchObject({ isOn: false, isReady: false });
  expect(methods()).not.toContain('sandbox');
  expect(await openPayment(shopper, orderNo)).toMatchObject({ body: { code: 'gateway_unavailable' } });
  // Its settings can be proved before it is switched on, and what was begun at it comes in.
  expect(await check()).toMatchObject([{ state: 'right' }]);
  await playPayment(shopper, paymentNo, 'succeed');
  await waitFor(
    'what was begun before to come in',
    async () => (await shopper.call('GET', `/payments/${paymentNo}`)).body.state === 'succeeded',
  );
  // Where nobody can pay in any way, the shop is closed.
  const others = { isOn: false, open: {}, secret: {}, expectedVersion: 0 };
  for (const gateway of methods())
    await owner.call('PUT', `/staff/payment-gateways/${gateway}`, { body: others });
  expect(await openPayment(shopper, orderNo)).toMatchObject({ status: 503, body: { code: 'shop_closed' } });
  // As another process would have saved it.
  await shop.database.pool.query(
    `with on_again as (update gateway_settings set is_on = true, version = version + 1 returning gateway)
     select pg_notify('gateways_changed', gateway) from on_again`,
  );
  await waitFor('the gateway to be there again', () => methods().includes('sandbox'));
  expect((await openPayment(shopper, orderNo)).status).toBe(201);
});

test('what has not its form is refused with words for its field, and of two who save at once one is told', async () => {
  const { version } = await find();
  const pair = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const asked = { isOn: true, secret: {}, expectedVersion: version };
  const refused = await put({ ...asked, open: { bankPublicKey: 'no key', colour: 'red' } });
  expect(refused).toMatchObject({ status: 422, body: { code: 'gateway_settings_invalid' } });
  expect(refused.body.faults.map(({ field }: { field: string }) => field)).toEqual([
    'bankPublicKey',
    'colour',
  ]);
  const answers = await Promise.all(
    [1, 2].map(() => put({ ...asked, open: { bankPublicKey: pair.publicKey } })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect(
    await owner.call('PUT', '/staff/payment-gateways/nobody', { body: { ...asked, open: {} } }),
  ).toMatchObject({
    ...{ status: 404, body: { code: 'gateway_not_offered' } },
  });
});

test('an address that requests go to is the program’s to say, and a private key is no open value', async () => {
  for (const { gateway, version, fields } of (await owner.call('GET', '/staff/payment-gateways')).body
    .items) {
    expect(fields.map(({ name }: { name: string }) => name)).not.toContain('address');
    const save = (open: object) =>
      owner.call('PUT', `/staff/payment-gateways/${gateway}`, {
        body: { isOn: true, open, secret: {}, expectedVersion: version },
      });
    expect((await save({ address: 'http://127.0.0.1:5999' })).body.faults).toMatchObject([
      { field: 'address' },
    ]);
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const file = fields.find(({ isSecret }: { isSecret: boolean }) => !isSecret).name;
    const refused = (await save({ [file]: privateKey })).body;
    expect(refused.faults).toMatchObject([{ field: file }]);
    expect(refused.detail).toContain('私钥');
  }
});

test('values that do not fit together are refused, and another account while payments are open', async () => {
  const certificate = { appCertificate: 'x' };
  const alipay = (await owner.call('GET', '/staff/payment-gateways')).body.items.find(
    ({ gateway }: { gateway: string }) => gateway === 'alipay',
  );
  if (alipay === undefined) throw new Error('a demo shop offers Alipay');
  const save = (open: object) =>
    owner.call('PUT', '/staff/payment-gateways/alipay', {
      body: { isOn: true, open, secret: {}, expectedVersion: alipay.version },
    });
  expect((await save(certificate)).status).toBe(422);
  const shopper = await signUp(shop.url);
  const skuId = await newSku(shop.database.pool, 10, 1_000);
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const opened = await shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: orderNo,
    body: { gateway: 'alipay', channel: 'qr' },
  });
  expect(opened.status).toBe(201);
  expect(await save({ sellerId: '2088000000000001' })).toMatchObject({
    ...{ status: 409, body: { code: 'gateway_in_use' } },
  });
});
