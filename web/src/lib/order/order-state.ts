import { m } from '#lib/words/m.ts';
import type { OrderState } from '#server/modules/ordering/index.ts';
import type { IconName } from '../icon/icons.ts';

type Look = { readonly badge: string; readonly icon: IconName; readonly name: () => string };

/** How each state looks and is called: icon, word and colour together, never colour alone. */
export const ORDER_LOOKS: Readonly<Record<OrderState, Look>> = {
  awaiting_payment: { badge: 'badge-warning', icon: 'clock', name: m.order_awaiting_payment },
  awaiting_shipment: { badge: 'badge-info', icon: 'package', name: m.order_awaiting_shipment },
  partly_shipped: { badge: 'badge-secondary', icon: 'truck', name: m.order_partly_shipped },
  shipped: { badge: 'badge-secondary', icon: 'truck', name: m.order_shipped },
  delivered: { badge: 'badge-success', icon: 'package-check', name: m.order_delivered },
  completed: { badge: 'badge-ghost text-muted', icon: 'circle-check', name: m.order_completed },
  cancelled: { badge: 'badge-ghost text-muted', icon: 'circle-x', name: m.order_cancelled },
  closed: { badge: 'badge-ghost text-muted', icon: 'undo-2', name: m.order_closed },
};
