import type { Gateway } from '../../server/modules/payment/gateway.ts';
import type { Payments } from '../../server/modules/payment/payments.ts';
import { merchantAt, paymentsOf } from './gateways.ts';
import { newSku } from './new-sku.ts';
import { openPayment, placeOrder, signUp, type Shopper } from './shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from './test-shop.ts';

/** A shop whose jobs run when a test says, and payments of it whose gateways answer as a test says. */
export type PaymentDesk = {
  readonly shop: TestShop;
  readonly shopper: Shopper;
  /** What payments told the program's log. */
  readonly logged: string[];
  query<Row>(text: string, ...values: unknown[]): Promise<Row[]>;
  paymentsBy(...gateways: Gateway[]): Payments;
  /** An order of the present shopper's with a payment that is open at this gateway. */
  openAt(gateway: string): Promise<{ orderNo: string; paymentNo: string }>;
  stateOf(paymentNo: string): Promise<string>;
  totalOf(orderNo: string): Promise<number>;
  casesAbout(subject: string): Promise<{ kind: string; open: boolean }[]>;
  /** For the next test: another shopper, and nothing open of those before. */
  clear(): Promise<void>;
};

export async function openPaymentDesk(): Promise<PaymentDesk> {
  const shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  const skuId = await newSku(shop.database.pool, 10_000, 1_000);
  const logged: string[] = [];
  let shopper = await signUp(shop.url);
  const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
    (await shop.database.pool.query(text, values)).rows as Row[];
  return {
    shop,
    get shopper() {
      return shopper;
    },
    logged,
    query,
    paymentsBy: (...gateways) => paymentsOf(shop, gateways, (message) => logged.push(message)),
    async openAt(gateway) {
      const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
      const { paymentNo } = (await openPayment(shopper, orderNo)).body;
      if (gateway !== 'sandbox')
        await query(
          'update payments set gateway = $2, merchant = $3 where payment_no = $1',
          ...[paymentNo, gateway, merchantAt(gateway)],
        );
      return { orderNo, paymentNo };
    },
    async stateOf(paymentNo) {
      const text = 'select state from payments where payment_no = $1';
      return (await query<{ state: string }>(text, paymentNo))[0]!.state;
    },
    totalOf: async (orderNo) => (await shopper.call('GET', `/orders/${orderNo}`)).body.totalAmount,
    casesAbout: (subject) =>
      query(
        `select kind, closed_at is null as open from cases where subject like '%' || $1 order by opened_at`,
        subject,
      ),
    async clear() {
      shopper = await signUp(shop.url);
      logged.length = 0;
      await query(`update payments set state = 'failed' where state = 'pending'`);
    },
  };
}
