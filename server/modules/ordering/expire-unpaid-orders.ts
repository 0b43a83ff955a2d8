import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { expireOrder, type ChangeDeps } from './change-order.ts';

const PAGE = 200;
/** The longest pause between two looks, so that a changed clock or setting is noticed soon. */
const LONGEST_PAUSE_MS = 30_000;

type DueRow = { customer_id: CustomerId; order_no: OrderNo };

/**
 * Cancels every order whose payment time is over, and answers when the next look is due. The unpaid orders themselves
 * are the list of what is to be done: nothing is added when an order is placed, and nothing is lost by a restart.
 */
export async function expireUnpaidOrders(
  deps: ChangeDeps & { paymentMinutes: number },
): Promise<{ cancelled: number; nextLook: Date }> {
  let cancelled = 0;
  for (;;) {
    const now = deps.clock.now();
    const { rows } = await deps.database.query<DueRow>(
      `select customer_id, order_no from orders where state = 'awaiting_payment' and pay_before <= $1
       order by pay_before limit ${PAGE}`,
      [now],
    );
    for (const row of rows) await expireOrder(deps, row.customer_id, row.order_no);
    cancelled += rows.length;
    if (rows.length < PAGE) break;
  }
  const { rows } = await deps.database.query<{ next: Date | null }>(
    `select min(pay_before) as next from orders where state = 'awaiting_payment'`,
  );
  const latest = deps.clock.now().getTime() + LONGEST_PAUSE_MS;
  return { cancelled, nextLook: new Date(Math.min(rows[0]?.next?.getTime() ?? latest, latest)) };
}
