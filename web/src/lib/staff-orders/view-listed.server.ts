import type { ListedForStaff } from '#server/modules/ordering/index.ts';
import { m } from '#lib/words/m.ts';
import type { PaymentMethod } from '#server/modules/payment/index.ts';
import { isLate, waited } from '../office/waited.ts';
import { shortNo } from './list-query.ts';

/** Pictures of a row. */
const PICTURES = 2;

/** An order as a row of the list. */
export type ListedView = Pick<
  ListedForStaff,
  'orderNo' | 'state' | 'placedAt' | 'hasNote' | 'pieceCount' | 'tags'
> & {
  readonly short: string;
  readonly goods: string;
  readonly images: readonly ListedForStaff['lines'][number]['image'][];
  /** Of whom the shop knows no name any more it has none. */
  readonly recipient: string | undefined;
  readonly phone: string | undefined;
  /** City and district, or that it is fetched. */
  readonly place: string;
  readonly amount: number;
  readonly isPaid: boolean;
  readonly gateway: string | null;
  readonly paidWith: string | null;
  /** What time is about it, and whether that is bad. */
  readonly due: { readonly text: string; readonly isLate: boolean } | undefined;
};

export function viewListed(order: ListedForStaff, methods: readonly PaymentMethod[], now: Date): ListedView {
  const { orderNo, state, placedAt, hasNote, pieceCount, tags, lines, address, paidBy, deliveryMethod } =
    order;
  const isPaid = order.paidAmount > 0;
  return {
    ...{ orderNo, state, placedAt, hasNote, pieceCount, tags, isPaid },
    short: shortNo(orderNo),
    goods: lines[0]?.name ?? '',
    images: lines.slice(0, PICTURES).map(({ image }) => image),
    recipient: address?.recipient,
    phone: address?.phone,
    place: deliveryMethod === 'pick_up' ? m.orderlist_pick_up() : (address?.region ?? []).slice(1).join(' '),
    amount: isPaid ? order.paidAmount : order.totalAmount,
    gateway: paidBy,
    paidWith: methods.find(({ gateway }) => gateway === paidBy)?.name ?? paidBy,
    due: dueOf(order, now),
  };
}

function dueOf({ state, placedAt, payBefore }: ListedForStaff, now: Date): ListedView['due'] {
  if (state === 'awaiting_shipment' || state === 'partly_shipped')
    return { text: m.orderlist_waits({ wait: waited(placedAt, now) }), isLate: isLate(placedAt, now) };
  if (state !== 'awaiting_payment') return undefined;
  const minutes = Math.ceil((payBefore.getTime() - now.getTime()) / 60_000);
  return minutes > 0
    ? { text: m.orderlist_minutes_left({ count: minutes }), isLate: false }
    : { text: m.orderlist_time_over(), isLate: true };
}
