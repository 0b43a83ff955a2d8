import type { Gateway } from '../../server/modules/payment/gateway.ts';
import { makePayments, type Payments } from '../../server/modules/payment/payments.ts';
import type { TestShop } from './test-shop.ts';

/** A gateway that answers as a test says; to what it is not told, it has nothing new to say. */
export function gatewayThat(
  name: string,
  answers: Partial<Pick<Gateway, 'create' | 'query' | 'close' | 'refund'>> = {},
): Gateway {
  return {
    name,
    title: { zh: name, en: name },
    channels: ['qr'],
    instalmentPeriods: [],
    create: async () => ({ state: 'open', action: { type: 'qr', content: name } }),
    query: async () => ({ state: 'pending' }),
    close: async () => ({ state: 'closed' }),
    refund: async () => ({ state: 'unknown' }),
    readNotification: () => undefined,
    answerNotification: () => ({ status: 200, body: '', contentType: 'text/plain' }),
    ...answers,
  };
}

/** The payments of a shop, by gateways of a test's own. `onError` is given what the log tells as an error. */
export function paymentsOf(
  shop: TestShop,
  gateways: readonly Gateway[],
  onError: (message: string) => void,
): Payments {
  return makePayments({
    database: shop.database.pool,
    clock: shop.clock,
    gateways: new Map(gateways.map((gateway) => [gateway.name, gateway])),
    ordering: shop.house.ordering,
    instalments: shop.house.pricing.instalments,
    emit: async () => undefined,
    notifyBaseUrl: () => shop.url,
    publicUrl: shop.url,
    log: { error: (_facts, message) => onError(message), warn: () => undefined },
  });
}
