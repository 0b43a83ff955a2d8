import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

const { customerId, orderNo, paymentNo, refundNo, fen, at } = FACTS;

/** What other modules may want to know of money. */
export const paymentEvents = {
  payment_failed: eventKind(1, 'A gateway has said that a payment failed; nothing was charged.', {
    ...{ customerId, orderNo, paymentNo, at },
  }),
  refund_completed: eventKind(1, 'A gateway has given money back.', {
    ...{ customerId, orderNo, paymentNo, refundNo, amountFen: fen, at },
  }),
  refund_refused: eventKind(1, 'A gateway refuses to give money back; a case is open.', {
    ...{ customerId, orderNo, paymentNo, refundNo, amountFen: fen, at },
  }),
};
export type PaymentEvent = EventOf<typeof paymentEvents>;
