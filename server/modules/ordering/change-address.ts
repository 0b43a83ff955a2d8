import { ok, refuse, type Result } from '../../kernel/result.ts';
import { record } from '../audit/index.ts';
import type { AddressUnfit, NewAddress } from '../addresses/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { changeAsSeen } from './change-as-seen.ts';
import { sealedReason, type ChangeDeps } from './change-order.ts';
import { saveAddress } from './change-order.sql.ts';
import { openAddress, sealAddress } from './order-address.ts';
import { saveOrderEvent } from './order-events.sql.ts';
import { findOrderState } from './order.sql.ts';
import type { OrderState } from './order.ts';
import { nextState } from './order.transitions.ts';
import type { OrderKey, OrderNotFound } from './staff-orders.ts';

/** What is left out stays as it is, so that nobody has to see it in full to change something else. */
export type AddressChange = Partial<Place> & {
  /** The customer reads it too. */
  readonly reason: string;
};
export type AddressChangeRefusal =
  OrderNotFound | AddressUnfit | { readonly code: 'address_not_changeable'; readonly state: OrderState };

export type ChangeAddressDeps = ChangeDeps & {
  checkAddress(typed: NewAddress, known: string): Result<Place, AddressUnfit>;
};
export type Place = {
  readonly recipient: string;
  readonly phone: string;
  readonly regionCode: string;
  readonly street: string;
};

/**
 * Changes where an order goes to, as long as nothing of it has left. The customer's note stays, and so does the address book. What
 * stood there and what stands there now is a sealed part of the act; the order's own history says only that it was changed.
 */
export async function changeAddress(
  deps: ChangeAddressDeps,
  by: StaffSession,
  key: OrderKey,
  { reason, ...typed }: AddressChange,
): Promise<Result<null, AddressChangeRefusal>> {
  const state = await findOrderState(deps.database, key.customerId, key.orderNo);
  if (state === undefined) return refuse({ code: 'order_not_found' });
  if (nextState(state, 'address_changed') === undefined)
    return refuse({ code: 'address_not_changeable', state });
  return changeAsSeen(
    deps,
    key,
    async (seen) => {
      const dataKey = await deps.findDataKey(key.customerId);
      const { note, ...place } = openAddress(deps.sealing, dataKey, seen);
      const before: Place = { ...place, regionCode: seen.regionCode };
      const checked = deps.checkAddress({ ...before, ...typed }, before.regionCode);
      if (!checked.ok) return checked;
      const after = placeOf(checked.value);
      const snapshot = { dataKey, address: { ...after, region: [] } };
      const about = { customerId: key.customerId, ...(note !== null && { note }) };
      return ok({
        ...{ dataKey, regionCode: after.regionCode, isSame: isSame(before, after) },
        copy: sealAddress(deps.sealing, snapshot, key.orderNo, about),
        part: await deps.sealPart(key.customerId, { before, after, reason }),
      });
    },
    async (tx, order, prepared): Promise<Result<null, AddressChangeRefusal>> => {
      const state = nextState(order.state, 'address_changed');
      if (state === undefined) return refuse({ code: 'address_not_changeable', state: order.state });
      if (!prepared.ok) return prepared;
      const { dataKey, regionCode, copy, part } = prepared.value;
      if (prepared.value.isSame) return ok(null);
      const at = deps.clock.now();
      const actor = { by: 'staff', staffId: by.staffId } as const;
      const facts = sealedReason(deps, dataKey, order, reason);
      await saveAddress(tx, key, { regionCode, ...copy });
      await saveOrderEvent(tx, order, { type: 'address_changed', state, actor, facts, at });
      await deps.emit(tx, [{ type: 'order_address_changed', v: 1, ...key, actor, at: at.toISOString() }]);
      const subject = { kind: 'order', id: key.orderNo };
      await record(tx, [actBy(by, at, { what: 'order:address', subject, part })]);
      return ok(null);
    },
  );
}

function placeOf({ recipient, phone, regionCode, street }: Place): Place {
  return { recipient, phone, regionCode, street };
}

function isSame(a: Place, b: Place): boolean {
  return (['recipient', 'phone', 'regionCode', 'street'] as const).every((field) => a[field] === b[field]);
}
