import type { Order } from '#server/modules/ordering/index.ts';

/** What the cashier shows of an order: all but where it goes. */
export type PayableOrder = Omit<Order, 'address'>;
