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

export function noteBindingOf(noteId: string): Binding {
  return { table: 'order_notes', column: 'sealed', row: noteId };
}

/** An order's own copy of an address, and by what staff find the orders that go to its phone. */
export type SealedAddress = { readonly sealed: Buffer; readonly recipientHash: Buffer };

/** Seals the order's own copy of the address, together with the customer's note: both are personal. */
export function sealAddress(
  sealing: OrderSealing,
  { dataKey, address }: AddressSnapshot,
  orderNo: OrderNo,
  { customerId, note }: { customerId: CustomerId; note?: string },
): SealedAddress {
  const { recipient, phone, street } = address;
  const opened: OpenedAddress = { recipient, phone, street, note: note ?? null };
  return {
    sealed: sealing.seal(dataKey, addressBindingOf(customerId, orderNo), JSON.stringify(opened)),
    recipientHash: recipientHashOf(sealing, phone),
  };
}

/** Bytes of the hash: more than enough to tell ten million phones apart. */
const HASH_BYTES = 12;

/** The keyed hash of a recipient's phone. */
export function recipientHashOf(sealing: Pick<OrderSealing, 'lookUpHash'>, phone: string): Buffer {
  return sealing.lookUpHash('order-recipient', phone).subarray(0, HASH_BYTES);
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

/** What `sealReason` sealed; undefined where nobody gave a reason, or it went with the account. */
export function openReason(
  sealing: OrderSealing,
  dataKey: DataKey,
  event: EventKey,
  { reasonSealed }: { readonly reasonSealed?: string },
): string | undefined {
  if (reasonSealed === undefined) return undefined;
  return sealing.open(dataKey, reasonBindingOf(event), Buffer.from(reasonSealed, 'hex'));
}
