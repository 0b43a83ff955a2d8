import { m } from '#lib/words/m.ts';
import type { UnpaidHindrance } from '#server/modules/ordering/index.ts';

/** What hinders an order, in words, and whether looking at one's unpaid orders helps. */
export type UnpaidSays = { readonly title: string; readonly text: string; readonly leadsToOrders: boolean };

export function unpaidSays(hindrance: UnpaidHindrance): UnpaidSays {
  switch (hindrance.code) {
    case 'unpaid_orders_limit':
      return {
        title: m.unpaid_orders_title({ count: hindrance.unpaid }),
        text: m.unpaid_orders_text({ limit: hindrance.limit }),
        leadsToOrders: true,
      };
    case 'unpaid_pieces_limit': {
      const { requested, unpaid, limit } = hindrance;
      return {
        title: m.unpaid_pieces_title({ count: limit }),
        text:
          unpaid === 0
            ? m.unpaid_pieces_first({ requested })
            : m.unpaid_pieces_text({ unpaid, left: Math.max(0, limit - unpaid) }),
        leadsToOrders: unpaid > 0,
      };
    }
    case 'unpaid_nearby_limit':
      return hindrance.by === 'device'
        ? { title: m.unpaid_device_title(), text: m.unpaid_device_text(), leadsToOrders: true }
        : { title: m.unpaid_network_title(), text: m.unpaid_network_text(), leadsToOrders: false };
  }
}
