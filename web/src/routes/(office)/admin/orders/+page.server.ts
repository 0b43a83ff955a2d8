import { requireOffice } from '#lib/access/guard.server.ts';
import { readListQuery, toStaffQuery } from '#lib/staff-orders/read-list-query.server.ts';
import { viewListed } from '#lib/staff-orders/view-listed.server.ts';
import { COLUMNS } from '#lib/staff-orders/column-words.ts';
import { toSaved } from '#lib/staff-orders/saved-query.ts';
import { listHref } from '#lib/staff-orders/list-query.ts';
import { isTicked, readLine, readText } from '#lib/form/read-form.server.ts';
import { m } from '#lib/words/m.ts';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 20;
const LONGEST_CURSOR = 2_300;
const LONGEST_NAME = 30;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { orderList, listViews, session } = requireOffice(event);
  const { shop, language } = event.locals;
  const now = new Date();
  const query = readListQuery(event.url);
  const cursor = (event.url.searchParams.get('after') ?? '').slice(0, LONGEST_CURSOR);
  const [page, counts, tags, filters, columns] = await Promise.all([
    orderList.list(
      {
        ...toStaffQuery(query, now),
        ...{ limit: PAGE, mayFindPhones: session.permissions.has('customers:reveal') },
        ...(cursor !== '' && { cursor }),
      },
      language,
    ),
    orderList.count(),
    orderList.tags(),
    listViews.filters(session),
    listViews.columns(session),
  ]);
  const methods = shop.payment.methods(language);
  return {
    ...{ now, query, counts, methods, tags, filters, columns },
    items: page.items.map((order) => viewListed(order, methods, now)),
    foundBy: page.foundBy,
    next: page.nextCursor,
    mayChange: session.permissions.has('orders:change'),
    isLater: cursor !== '',
    /** So many fill a page: one that is shorter and goes on has looked through many for few. */
    isShort: page.items.length < PAGE && page.nextCursor !== null,
  };
};

export const actions: Actions = {
  async export(event) {
    const { tasks, session } = requireOffice(event);
    const format = (await event.request.formData()).get('format') === 'xlsx' ? 'xlsx' : 'csv';
    const {
      q: _q,
      skuId,
      placedFrom,
      placedTo,
      ...asked
    } = toStaffQuery(readListQuery(event.url), new Date());
    const input = {
      ...{ ...asked, format },
      ...(skuId !== undefined && { sku: skuId }),
      ...(placedFrom && { placedFrom: placedFrom.toISOString() }),
      ...(placedTo && { placedTo: placedTo.toISOString() }),
    };
    await tasks.start(session, { kind: 'export-orders', input, language: event.locals.language });
    redirect(303, '/admin/tasks');
  },
  async save(event) {
    const { listViews, session } = requireOffice(event);
    const form = await event.request.formData();
    const name = readLine(form, 'name');
    const { length } = [...name];
    if (length === 0) return fail(422, { refusal: m.orderlist_saved_missing() });
    if (length > LONGEST_NAME) return fail(422, { refusal: m.orderlist_saved_long({ count: length }) });
    const query = readListQuery(event.url);
    const filter = { name, query: toSaved(query), isShared: isTicked(form, 'isShared') };
    const outcome = await listViews.saveFilter(session, filter);
    if (!outcome.ok) return fail(409, { refusal: m.orderlist_saved_full({ count: outcome.error.limit }) });
    redirect(303, listHref(query));
  },
  async remove(event) {
    const { listViews, session } = requireOffice(event);
    const id = readText(await event.request.formData(), 'id', 40);
    // One that is gone already is as good as removed.
    if (UUID.test(id)) await listViews.removeFilter(session, id);
    redirect(303, listHref(readListQuery(event.url)));
  },
  async columns(event) {
    const { listViews, session } = requireOffice(event);
    const form = await event.request.formData();
    await listViews.chooseColumns(
      session,
      COLUMNS.filter((column) => isTicked(form, column)),
    );
    redirect(303, listHref(readListQuery(event.url)));
  },
};
