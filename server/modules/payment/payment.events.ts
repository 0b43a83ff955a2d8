import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

const { customerId, orderNo, paymentNo, refundNo, fen, actor, at } = FACTS;

/** What other modules may want to know of money. Those of version 1 have no actor. */
export const paymentEvents = {
  payment_failed: eventKind(2, 'A gateway has said that a payment failed; nothing was charged.', {
    ...{ customerId, orderNo, paymentNo, actor, at },
  }),
  refund_completed: eventKind(2, 'A gateway has given money back.', {
    ...{ customerId, orderNo, paymentNo, refundNo, amountFen: fen, actor, at },
  }),
  refund_refused: eventKind(2, 'A gateway refuses to give money back; a case is open.', {
    ...{ customerId, orderNo, paymentNo, refundNo, amountFen: fen, actor, at },
  }),
};
export type PaymentEvent = EventOf<typeof paymentEvents>;
