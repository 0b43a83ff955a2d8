import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { wordsIn, type Language } from '../../kernel/language.ts';
import type { Fen } from '../../kernel/money.ts';
import { showExchange, type ShownExchange } from './exchange.ts';
import { listExchanges } from './payment-events.sql.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { listPaymentsOfOrder } from './payment.sql.ts';
import type { Payment } from './payment.ts';
import { presentPayment } from './present-payment.ts';
import { listRefundsOfOrder, type ShownRefund } from './refund.sql.ts';

/** An attempt to pay as the shop sees it: what its payer is to do is theirs alone. */
export type ShopsPayment = Omit<Payment, 'action' | 'orderNo' | 'currency' | 'expiresAt'> & {
  readonly gatewayName: string;
};

export type ShopsRefund = Omit<ShownRefund, 'amountFen'> & { readonly amount: Fen };

/** What came in for an order and what went back, as its staff see it; the newest first. */
export type MoneyOfOrder = {
  readonly payments: readonly ShopsPayment[];
  readonly refunds: readonly ShopsRefund[];
  /** What was said between the shop and its gateways, the last of it. */
  readonly exchanges: readonly ShownExchange[];
};

/** More than this no order has in a life without trouble; all of it is in the database. */
const SHOWN = 200;

export async function showMoney(
  deps: PaymentDeps,
  { customerId, orderNo }: { readonly customerId: CustomerId; readonly orderNo: OrderNo },
  language: Language,
): Promise<MoneyOfOrder> {
  const [payments, refunds, exchanges] = await Promise.all([
    listPaymentsOfOrder(deps.database, customerId, orderNo),
    listRefundsOfOrder(deps.database, customerId, orderNo),
    listExchanges(deps.database, customerId, orderNo, SHOWN),
  ]);
  return {
    payments: payments.map((stored) => {
      const {
        action: _action,
        orderNo: _order,
        currency: _cny,
        expiresAt: _at,
        ...payment
      } = presentPayment(stored, language);
      const gateway = deps.gateways.get(stored.gateway);
      return { ...payment, gatewayName: gateway ? wordsIn(gateway.title, language) : stored.gateway };
    }),
    exchanges: exchanges.map((exchange) => showExchange(exchange, language)),
    refunds: refunds.map(({ amountFen, ...refund }) => ({ ...refund, amount: amountFen })),
  };
}
