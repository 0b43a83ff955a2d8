import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Binding, DataKey, Sealing } from '../../platform/sealing/index.ts';
import type { OrderAddress } from './order.ts';

export type { DataKey };

/** What ordering needs of the platform's sealing. */
export type OrderSealing = Pick<Sealing, 'seal' | 'open' | 'lookUpHash'>;

/** An address as it is now, and the key to seal a copy of it into an order. */
export type AddressSnapshot = { readonly dataKey: DataKey; readonly address: OrderAddress };

export type OpenedAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly street: string;
  readonly note: string | null;
};

export function addressBindingOf(customerId: CustomerId, orderNo: OrderNo): Binding {
  return { table: 'orders', column: 'sealed', row: `${customerId}/${orderNo}` };
}

type EventKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo; readonly seq: number };

export function reasonBindingOf({ customerId, orderNo, seq }: EventKey): Binding {
  return { table: 'order_events', column: 'facts', row: `${customerId}/${orderNo}/${seq}` };
}

/** Seals the order's own copy of the address, together with the customer's note: both are personal. */
export function sealAddress(
  sealing: OrderSealing,
  { dataKey, address }: AddressSnapshot,
  orderNo: OrderNo,
  { customerId, note }: { customerId: CustomerId; note?: string },
): Buffer {
  const { recipient, phone, street } = address;
  const opened: OpenedAddress = { recipient, phone, street, note: note ?? null };
  return sealing.seal(dataKey, addressBindingOf(customerId, orderNo), JSON.stringify(opened));
}

export function openAddress(
  sealing: OrderSealing,
  dataKey: DataKey,
  order: { customerId: CustomerId; orderNo: OrderNo; sealed: Buffer },
): OpenedAddress {
  return JSON.parse(
    sealing.open(dataKey, addressBindingOf(order.customerId, order.orderNo), order.sealed),
  ) as OpenedAddress;
}

/** Seals what a customer wrote on cancelling: people put names and numbers there. Hexadecimal, for a JSON column. */
export function sealReason(sealing: OrderSealing, dataKey: DataKey, event: EventKey, reason: string): string {
  return sealing.seal(dataKey, reasonBindingOf(event), reason).toString('hex');
}
