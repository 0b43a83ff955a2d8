import type {
  AskedPayment,
  AskedRefund,
  Gateway,
  PaymentReport,
  RefundReport,
} from '../../server/modules/payment/gateway.ts';
import { makePayments, type Payments } from '../../server/modules/payment/payments.ts';
import type { Database } from '../../server/platform/database.ts';
import { withManners } from '../../server/modules/payment/with-manners.ts';
import type { TestShop } from './test-shop.ts';

/** All of a payment has come in, by the word of a gateway that a test has made. */
export function received(
  gateway: string,
  { paymentNo, amount }: Pick<AskedPayment, 'paymentNo' | 'amount'>,
): Extract<PaymentReport, { state: 'succeeded' }> {
  const merchant = merchantAt(gateway);
  return { state: 'succeeded', paymentNo, amount, currency: 'CNY', merchant, reference: `in ${paymentNo}` };
}

/** All of a refund has gone back. */
export function givenBack({ refundNo, amount }: AskedRefund): RefundReport {
  return { state: 'completed', amount, currency: 'CNY', reference: `back ${refundNo}` };
}

export const merchantAt = (gateway: string): string => `shop at ${gateway}`;
const ANY_NUMBER = { least: 1, most: 64, alphabet: /[0-9A-Z]/ };

/** A gateway that answers as a test says; to what it is not told, it has nothing new to say. */
export function gatewayThat(
  name: string,
  answers: Partial<
    Pick<Gateway, 'create' | 'query' | 'close' | 'refund' | 'queryRefund' | 'readNotification'>
  > = {},
): Gateway {
  return {
    name,
    title: { zh: name, en: name },
    merchant: merchantAt(name),
    channels: ['qr'],
    instalmentPeriods: [],
    numbers: { payment: ANY_NUMBER, refund: ANY_NUMBER },
    create: async () => ({ state: 'open', action: { type: 'qr', content: name } }),
    query: async () => ({ state: 'pending' }),
    close: async () => ({ state: 'closed' }),
    refund: async () => ({ state: 'unknown' }),
    queryRefund: async () => ({ state: 'not_found' }),
    readNotification: async () => undefined,
    answerNotification: () => ({ status: 200, body: '', contentType: 'text/plain' }),
    check: async () => [],
    ...answers,
  };
}

/** The payments of a shop, by gateways of a test's own. `onError` is given what the log tells as an error. */
export function paymentsOf(
  shop: TestShop,
  gateways: readonly Gateway[],
  onError: (message: string) => void,
  database: Database = shop.database.pool,
): Payments {
  return makePayments({
    database,
    clock: shop.clock,
    gateways: new Map(
      gateways.map((gateway) => [gateway.name, withManners(gateway, { database, clock: shop.clock })]),
    ),
    isOffered: () => true,
    ordering: shop.house.ordering,
    instalments: shop.house.pricing.instalments,
    sealing: shop.house.sealing,
    findDataKeys: shop.house.customers.dataKeys,
    emit: async () => undefined,
    notifyUrl: (gateway) => `${shop.url}/api/v1/webhooks/payments/${gateway}`,
    publicUrl: shop.url,
    log: { error: (_facts, message) => onError(message), warn: () => undefined },
  });
}
