import { randomUUID } from 'node:crypto';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readSearch } from '#lib/form/read-form.server.ts';
import { doWork, isSkuId } from '#lib/stock/do-work.server.ts';
import { isWork, viewStock } from '#lib/stock/stock-view.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 25;
const CURSOR = /^(?:\d{1,15}-)?\d{1,18}$/;
const LONGEST_QUERY = 100;

/** What an address asks for; what cannot be any of it asks for nothing. */
function readAsked({ searchParams }: URL) {
  const q = [...readSearch(searchParams, 'q')].slice(0, LONGEST_QUERY).join('');
  const named = searchParams.get('filter');
  const filter: 'low' | 'out' | undefined = named === 'low' || named === 'out' ? named : undefined;
  const after = searchParams.get('after') ?? '';
  return { q, filter, cursor: CURSOR.test(after) ? after : undefined };
}

export const load: PageServerLoad = async (event) => {
  const { stock, session } = requireOffice(event);
  const { searchParams } = event.url;
  const { language } = event.locals;
  const { q, filter, cursor } = readAsked(event.url);
  const mayChange = session.permissions.has('stock:change');
  const find = async (name: string) => {
    const skuId = searchParams.get(name);
    const found = isSkuId(skuId) ? await stock.show(skuId, language) : undefined;
    return found && viewStock(found);
  };
  const work = searchParams.get('work');
  const [page, counts, moved, touched] = await Promise.all([
    stock.list({ q, filter, cursor, limit: PAGE }, language),
    stock.shortages(),
    find('moved'),
    mayChange && isWork(work) ? find('sku') : undefined,
  ]);
  return {
    ...{ q, filter, from: cursor, mayChange, moved },
    items: page.items.map(viewStock),
    next: page.nextCursor ?? undefined,
    counts: { low: counts.low, out: counts.out },
    moving: touched && isWork(work) ? { stock: touched, work, key: randomUUID() } : undefined,
  };
};

export const actions: Actions = {
  work: (event) =>
    doWork(event, (skuId) => {
      const query = new URLSearchParams(event.url.search);
      // The name of the action itself is the one that has no value.
      for (const name of ['/work', 'work', 'sku', 'moved']) query.delete(name);
      query.set('moved', skuId);
      return `/admin/stock?${query.toString()}`;
    }),
};
