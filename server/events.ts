import { orderingEvents } from './modules/ordering/index.ts';
import { paymentEvents } from './modules/payment/index.ts';
import type { EventOf } from './platform/events.ts';

/** Everything that modules tell each other, see docs/events.md. */
export const shopEvents = { ...orderingEvents, ...paymentEvents };
export type ShopEvent = EventOf<typeof shopEvents>;
