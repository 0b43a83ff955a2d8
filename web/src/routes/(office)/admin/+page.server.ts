import { requireOffice } from '#lib/access/guard.server.ts';
import { viewCase } from '#lib/case/view-case.server.ts';
import { viewListed } from '#lib/staff-orders/view-listed.server.ts';
import type { PageServerLoad } from './$types';

const LONGEST = 5;
const NEWEST = 5;

export const load: PageServerLoad = async (event) => {
  const { overview, cases, orderList, session } = requireOffice(event);
  const { shop, language } = event.locals;
  const { permissions } = session;
  const now = new Date();
  const mayOrders = permissions.has('orders:read');
  const [todo, longest, figures, newest] = await Promise.all([
    overview.todo(permissions),
    permissions.has('cases:read') ? cases.list({ limit: LONGEST }) : [],
    mayOrders ? overview.figures() : undefined,
    mayOrders ? orderList.list({ limit: NEWEST }, language) : undefined,
  ]);
  const methods = shop.payment.methods(language);
  return {
    ...{ now, todo, figures },
    figure: event.url.searchParams.get('figure') === 'orders' ? ('orders' as const) : ('paid' as const),
    longest: longest.map(viewCase),
    newest: (newest?.items ?? []).map((order) => viewListed(order, methods, now)),
    /** Nothing of what the opening page shows is theirs to see. */
    isNobodys: !(['cases:read', 'orders:read', 'stock:read'] as const).some((each) => permissions.has(each)),
  };
};
