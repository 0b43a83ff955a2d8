import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { OrderNo } from '../../kernel/ids.ts';
import type { ChangeDeps } from './change-order.ts';
import { expireUnpaidOrders, settleUnpaidOrders } from './expire-unpaid-orders.ts';

const PAYMENT_TIME_MS = 30 * 60_000;

let shop: TestShop;
let shopper: Shopper;
let logged: string[];

beforeAll(async () => {
  // No jobs run by themselves here: each test says when.
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  shopper = await signUp(shop.url);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(() => void (logged = []));

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];

/** Ordering as it judges unpaid orders, where a test says what gateways do. */
function depsWith(change: Partial<ChangeDeps>): ChangeDeps {
  return {
    database: shop.database.pool,
    clock: shop.clock,
    unpaid: { repeater: { times: Infinity, minutes: 10 } } as ChangeDeps['unpaid'],
    campaigns: shop.house.pricing.atOrders,
    takesLateMoney: () => false,
    settlePayments: async () => 'settled',
    findOpenPayments: async () => new Map(),
    emit: async () => undefined,
    log: { error: (_facts, message) => void logged.push(message) },
    ...change,
  } as ChangeDeps;
}

const newGoods = (): Promise<string> => newSku(shop.database.pool, 10_000, 1_000);
const order = async (skuId: string): Promise<string> =>
  (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;
const stateOf = async (orderNo: string): Promise<string> =>
  (await query<{ state: string }>('select state from orders where order_no = $1', orderNo))[0]!.state;
const casesAbout = (orderNo: string) =>
  query<{ kind: string; subject: string; open: boolean }>(
    `select kind, subject, closed_at is null as open from cases where subject like '%' || $1`,
    orderNo,
  );

test('an order that cannot be cancelled delays no other, and the jobs after it are still woken', async () => {
  const [odd, fine] = [await newGoods(), await newGoods()];
  const broken = await order(odd);
  const others = [await order(fine), await order(fine)];
  const withPayment = await order(fine);
  await openPayment(shopper, withPayment);
  // What it holds is written down nowhere any more, so that nothing can be given back.
  await query('update stock set reserved = 0 where sku_id = $1', odd);
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  await shop.jobs['expire-unpaid-orders']!({});
  for (const orderNo of others) expect(await stateOf(orderNo)).toBe('cancelled');
  expect(await stateOf(broken)).toBe('awaiting_payment');
  expect(await casesAbout(broken)).toEqual([
    { kind: 'stuck', subject: `expire-unpaid-orders ${broken}`, open: true },
  ]);
  const woken = await query<{ task: string; queue: string }>(
    `select task_identifier as task, queue_name as queue from graphile_worker.jobs
     where task_identifier in ('expire-unpaid-orders', 'settle-unpaid-orders') order by task`,
  );
  expect(woken).toEqual([
    { task: 'expire-unpaid-orders', queue: 'expire-unpaid-orders' },
    { task: 'settle-unpaid-orders', queue: 'settle-unpaid-orders' },
  ]);
  await query('update stock set reserved = 1 where sku_id = $1', odd);
  await shop.jobs['expire-unpaid-orders']!({});
  expect(await stateOf(broken)).toBe('cancelled');
  expect(await casesAbout(broken)).toMatchObject([{ open: false }]);
  await shop.jobs['settle-unpaid-orders']!({});
  await tellListeners(shop);
  await expectBooksToAgree(shop.database.pool);
});

test('an order that waits for a gateway that hangs holds up none of another gateway', async () => {
  const skuId = await newGoods();
  const dead: string[] = [];
  for (let index = 0; index < 9; index += 1) dead.push(await order(skuId));
  const alive = await order(skuId);
  const hanging = Promise.withResolvers<'settled'>();
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  const settling = settleUnpaidOrders(
    depsWith({
      findOpenPayments: async (orders) =>
        new Map(orders.map(({ orderNo }) => [orderNo, [dead.includes(orderNo) ? 'dead' : 'alive']])),
      settlePayments: async (_customerId, orderNo) => (dead.includes(orderNo) ? hanging.promise : 'settled'),
    }),
  );
  await waitFor('the other to be judged', async () => (await stateOf(alive)) === 'cancelled');
  for (const orderNo of dead) expect(await stateOf(orderNo)).toBe('awaiting_payment');
  hanging.resolve('settled');
  expect(await settling).toEqual({ cancelled: 10, waiting: 0 });
  expect(logged).toEqual([]);
});

test('many that cannot be judged are a case each, and one line of the log', async () => {
  const skuId = await newGoods();
  const orders = [await order(skuId), await order(skuId), await order(skuId)];
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  const deps = depsWith({
    findOpenPayments: async (due) => new Map(due.map(({ orderNo }) => [orderNo, ['odd']])),
    settlePayments: () => Promise.reject(new Error('odd')),
  });
  expect(await settleUnpaidOrders(deps)).toEqual({ cancelled: 0, waiting: 0 });
  await settleUnpaidOrders(deps);
  for (const orderNo of orders)
    expect(await casesAbout(orderNo)).toMatchObject([{ kind: 'stuck', open: true }]);
  expect(logged).toHaveLength(1);
  // Paid or cancelled by somebody else, there is nothing to be done about them any more.
  await expireUnpaidOrders(depsWith({}));
  await settleUnpaidOrders(deps);
  for (const orderNo of orders as OrderNo[])
    expect(await casesAbout(orderNo)).toMatchObject([{ open: false }]);
});
