import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import type { OrderAddress } from './order.ts';

export type { DataKey };

/** What ordering needs of the platform's sealing. */
export type OrderSealing = Pick<Sealing, 'seal' | 'open'>;

/** An address as it is now, and the key to seal a copy of it into an order. */
export type AddressSnapshot = { readonly dataKey: DataKey; readonly address: OrderAddress };

export type OpenedAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly street: string;
  readonly note: string | null;
};

const bindingOf = (
  customerId: CustomerId,
  orderNo: OrderNo,
): { table: string; column: string; row: string } => ({
  table: 'orders',
  column: 'sealed',
  row: `${customerId}/${orderNo}`,
});

/** Seals the order's own copy of the address, together with the customer's note: both are personal. */
export function sealAddress(
  sealing: OrderSealing,
  { dataKey, address }: AddressSnapshot,
  orderNo: OrderNo,
  { customerId, note }: { customerId: CustomerId; note?: string },
): Buffer {
  const { recipient, phone, street } = address;
  const opened: OpenedAddress = { recipient, phone, street, note: note ?? null };
  return sealing.seal(dataKey, bindingOf(customerId, orderNo), JSON.stringify(opened));
}

export function openAddress(
  sealing: OrderSealing,
  dataKey: DataKey,
  order: { customerId: CustomerId; orderNo: OrderNo; sealed: Buffer },
): OpenedAddress {
  return JSON.parse(
    sealing.open(dataKey, bindingOf(order.customerId, order.orderNo), order.sealed),
  ) as OpenedAddress;
}

/** Seals what a customer wrote on cancelling: people put names and numbers there. Hexadecimal, for a JSON column. */
export function sealReason(
  sealing: OrderSealing,
  dataKey: DataKey,
  event: { customerId: CustomerId; orderNo: OrderNo; seq: number },
  reason: string,
): string {
  const row = `${event.customerId}/${event.orderNo}/${event.seq}`;
  return sealing.seal(dataKey, { table: 'order_events', column: 'facts', row }, reason).toString('hex');
}
