import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { inTransaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { closeLater } from './apply-report.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { listMoneyOfOrder } from './payment.sql.ts';
import { requestRefund } from './request-refund.ts';

/** `actor`: who has cancelled it; an event of version 1 does not say. */
type CancelledOrder = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly actor?: Actor;
};

const UNTOLD: Actor = { by: 'system', job: 'hear-payment' };

/**
 * Has the money of a cancelled order given back and its open payments closed. Told twice, nothing is given back twice:
 * behind the lock of the order no refund asks for more than is left.
 */
export async function settleCancelledOrder(
  deps: PaymentDeps,
  { customerId, orderNo, actor = UNTOLD }: CancelledOrder,
): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const order = await deps.ordering.lockForPayment(tx, customerId, orderNo);
    // The account was erased meanwhile, or the event is of another time: nothing is owed.
    if (order?.state !== 'cancelled') return;
    const at = deps.clock.now();
    await closeLater(tx, order, at);
    const money = await readBehind(deps.database, (on) => listMoneyOfOrder(on, customerId, orderNo));
    for (const payment of money)
      await requestRefund(deps, tx, payment, {
        amount: payment.amountFen,
        reason: 'order_cancelled',
        at,
        actor,
      });
  });
}
