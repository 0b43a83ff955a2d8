import { randomUUID } from 'node:crypto';
import { error } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { changeRule, doWork, isSkuId } from '#lib/stock/do-work.server.ts';
import { viewEntry } from '#lib/stock/view-entry.server.ts';
import { isWork, viewStock } from '#lib/stock/stock-view.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 30;
const CURSOR = /^\d{1,15}\.\d{1,10}\.\d{1,10}$/;

export const load: PageServerLoad = async (event) => {
  const { stock, staff, session } = requireOffice(event);
  const { skuId } = event.params;
  const { searchParams } = event.url;
  const after = searchParams.get('after') ?? '';
  const cursor = CURSOR.test(after) ? after : undefined;
  if (!isSkuId(skuId)) error(404, 'no such SKU');
  const [found, ledger, members] = await Promise.all([
    stock.show(skuId, event.locals.language),
    stock.ledger(skuId, { cursor, limit: PAGE }),
    staff.members(),
  ]);
  if (found === undefined) error(404, 'no such SKU');
  const names = new Map<string, string>(members.map(({ id, name }) => [id, name]));
  const mayChange = session.permissions.has('stock:change');
  const work = searchParams.get('work');
  return {
    stock: viewStock(found),
    entries: ledger.items.map((entry) => viewEntry(entry, names)),
    ...{ next: ledger.nextCursor ?? undefined, from: cursor, mayChange },
    work: mayChange && isWork(work) ? work : undefined,
    key: randomUUID(),
    asksRule: mayChange && searchParams.has('rule'),
    hasMoved: searchParams.has('moved'),
    hasChangedRule: searchParams.has('ruled'),
  };
};

export const actions: Actions = {
  work: (event) => doWork(event, (skuId) => `/admin/stock/${skuId}?moved`),
  rule(event) {
    const { skuId } = event.params;
    if (!isSkuId(skuId)) error(404, 'no such SKU');
    return changeRule(event, skuId, `/admin/stock/${skuId}?ruled`);
  },
};
