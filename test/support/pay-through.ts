import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSku } from './new-sku.ts';
import { playPayment } from './play-payment.ts';
import { placeOrder, signUp, type AnyAnswer, type Shopper } from './shopper.ts';
import { startTestShop, type TestShop } from './test-shop.ts';

/** A shop, somebody in it, and what they pay by. All of it is there once tests run. */
export type Paying = {
  readonly shop: TestShop;
  readonly shopper: Shopper;
  /** Goods of which there is plenty, at 100 yuan. */
  readonly skuId: string;
  /** Orders something and opens a payment for it. */
  begin(channel?: string): Promise<{
    readonly orderNo: string;
    readonly paymentNo: string;
    readonly action: AnyAnswer['body'];
  }>;
  readOrder(orderNo: string): Promise<AnyAnswer['body']>;
  readPayment(paymentNo: string): Promise<AnyAnswer['body']>;
};

/**
 * Opens a shop for the tests of a file, in which payments go through one gateway and its emulator, and tests what holds of every
 * gateway that has a code to scan: a notice counts once, a lost one is not needed, a forged one is worth nothing.
 */
export function payThrough(gateway: string, usual: string): Paying {
  let shop: TestShop;
  let shopper: Shopper;
  let skuId: string;
  beforeAll(async () => {
    shop = await startTestShop();
    shopper = await signUp(shop.url);
    skuId = await newSku(shop.database.pool, 10_000, 1_000);
  });
  afterAll(() => shop.stop());

  const paying: Paying = {
    get shop() {
      return shop;
    },
    get shopper() {
      return shopper;
    },
    get skuId() {
      return skuId;
    },
    async begin(channel = usual) {
      const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
      const opened = await shopper.call('POST', `/orders/${orderNo}/payments`, {
        key: randomUUID(),
        body: { gateway, channel },
      });
      expect(opened).toMatchObject({ status: 201, body: { state: 'pending' } });
      return { orderNo, paymentNo: opened.body.paymentNo, action: opened.body.action };
    },
    readOrder: async (orderNo) => (await shopper.call('GET', `/orders/${orderNo}`)).body,
    readPayment: async (paymentNo) => (await shopper.call('GET', `/payments/${paymentNo}`)).body,
  };
  testNotices(paying);
  return paying;
}

function testNotices(paying: Paying): void {
  test('an order is paid, and a notice that comes three times counts once', async () => {
    const { orderNo, paymentNo } = await paying.begin();
    await playPayment(paying.shopper, paymentNo, 'duplicate_callback');
    const order = await paying.readOrder(orderNo);
    expect(order).toMatchObject({ state: 'awaiting_shipment' });
    expect(order.timeline.map(({ type }: { type: string }) => type)).toEqual(['placed', 'paid']);
  });

  test('a notice that is lost is not needed: the gateway is asked', async () => {
    const { orderNo, paymentNo } = await paying.begin();
    await playPayment(paying.shopper, paymentNo, 'dropped_callback');
    paying.shop.clock.advance(61_000);
    await paying.shop.jobs['ask-open-payments']!(null, 1);
    expect(await paying.readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
    expect(await paying.readPayment(paymentNo)).toMatchObject({ state: 'succeeded' });
  });

  test('a forged notice changes nothing, and nor does a payer who has too little', async () => {
    const { orderNo, paymentNo } = await paying.begin();
    await playPayment(paying.shopper, paymentNo, 'forged_callback');
    await playPayment(paying.shopper, paymentNo, 'insufficient_funds');
    expect(await paying.readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment' });
    expect(await paying.readPayment(paymentNo)).toMatchObject({ state: 'pending' });
  });
}
