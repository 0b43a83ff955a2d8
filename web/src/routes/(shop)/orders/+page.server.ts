import { readTab } from '#lib/order/order-tabs.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { PageServerLoad } from './$types';

const ORDERS_A_PAGE = 10;

export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  const { shop, language } = event.locals;
  const tab = readTab(event.url.searchParams.get('state'));
  const cursor = event.url.searchParams.get('cursor') ?? '';
  const page = await shop.ordering.list(
    customerId,
    {
      ...(tab === 'all' ? {} : { state: tab }),
      // An order number; anything else an address can hold starts at the newest order.
      ...(/^[0-9A-Z]{31}$/.test(cursor) ? { cursor } : {}),
      limit: ORDERS_A_PAGE,
    },
    language,
  );
  return {
    tab,
    orders: page.items,
    nextCursor: page.nextCursor,
    isFirst: cursor === '',
    now: systemClock.now(),
  };
};
