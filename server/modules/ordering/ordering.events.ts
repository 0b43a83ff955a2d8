import { Type } from 'typebox';
import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

const { customerId, orderNo, fen, actor, at } = FACTS;
const order = { customerId, orderNo, actor, at };

/** What other modules may want to know of orders. Those of version 1 have no actor. */
export const orderingEvents = {
  order_placed: eventKind(2, 'A customer has placed an order, and its pieces are held for it.', {
    ...order,
    totalFen: fen,
  }),
  order_paid: eventKind(2, 'The whole of an order is paid, and it waits to be shipped.', {
    ...order,
    amountFen: fen,
  }),
  order_cancelled: eventKind(2, 'An order is cancelled, and its pieces are for sale again.', {
    ...order,
    why: Type.Union([
      Type.Literal('cancelled_by_customer'),
      Type.Literal('cancelled_by_shop'),
      Type.Literal('payment_time_over'),
    ]),
    /** Paid and not given back yet. */
    owedFen: fen,
  }),
  order_price_changed: eventKind(1, 'The shop has changed what an unpaid order comes to.', {
    ...order,
    fromFen: fen,
    totalFen: fen,
  }),
  order_price_protected: eventKind(
    1,
    'A paid order costs less now, and the difference was claimed; it goes back the way it came.',
    { ...order, amountFen: fen },
  ),
  order_address_changed: eventKind(1, 'The shop has changed where an order goes to.', order),
};
export type OrderingEvent = EventOf<typeof orderingEvents>;
