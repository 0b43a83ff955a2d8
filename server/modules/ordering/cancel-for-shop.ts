import { refuse, type Result } from '../../kernel/result.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { cancelOrder, type ChangeDeps } from './change-order.ts';
import { findOrderState } from './order.sql.ts';
import type { CancelRefusal, OrderState } from './order.ts';
import { nextState } from './order.transitions.ts';
import type { OrderKey } from './staff-orders.ts';

/**
 * Cancels an order that has not left, by the word of one of the staff: as its customer does, and the customer reads why. `only`: no
 * order in another state.
 */
export async function cancelForShop(
  deps: ChangeDeps,
  by: StaffSession,
  key: OrderKey,
  reason: string,
  only?: readonly OrderState[],
): Promise<Result<null, CancelRefusal>> {
  const type = 'cancelled_by_shop';
  const known = await findOrderState(deps.database, key.customerId, key.orderNo);
  if (known === undefined) return refuse({ code: 'order_not_found' });
  // No gateway is asked to end payments for what cannot be done.
  if (nextState(known, type) === undefined || only?.includes(known) === false)
    return refuse({ code: 'not_cancellable', state: known });
  const part = await deps.sealPart(key.customerId, { before: null, after: null, reason });
  const actor = { by: 'staff', staffId: by.staffId } as const;
  return cancelOrder(deps, key, {
    ...{ type, actor, reason, only },
    act({ state, totalFen }, at, owedFen) {
      const subject = { kind: 'order', id: key.orderNo };
      const before = { state, totalAmount: totalFen };
      const after = { state: 'cancelled', refundAmount: owedFen };
      return actBy(by, at, { what: 'order:cancel', subject, before, after, part });
    },
  });
}
