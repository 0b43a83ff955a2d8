import { randomUUID } from 'node:crypto';
import { fail } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { MOST_ORDERS } from '#lib/order-bulk/bulk-view.ts';
import { NOTHING_TYPED, readBulk, viewRows } from '#lib/order-bulk/read-bulk.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { orderDesk } = requireOffice(event);
  const chosen = event.url.searchParams.getAll('order').slice(0, MOST_ORDERS);
  return {
    words: await orderDesk.tags(),
    typed: { ...NOTHING_TYPED, numbers: chosen.map((orderNo) => orderNo.slice(0, 64)).join('\n') },
  };
};

export const actions: Actions = {
  /** Tells what would become of each, and does nothing. */
  async preview(event) {
    const { orderDesk } = requireOffice(event, 'orders:change');
    const read = readBulk(await event.request.formData());
    const { typed } = read;
    if ('errors' in read) return fail(422, { typed, errors: read.errors });
    const rows = viewRows(await orderDesk.previewBulk(read.orderNos, read.act));
    return { typed, rows, key: randomUUID() };
  },

  async act(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const form = await event.request.formData();
    const read = readBulk(form);
    const { typed } = read;
    if ('errors' in read) return fail(422, { typed, errors: read.errors });
    const key = readText(form, 'idempotencyKey', 64) || randomUUID();
    const rows = viewRows(await orderDesk.actInBulk(session, read.orderNos, read.act, key));
    return { typed, rows, isDone: true };
  },

  /** Back to what was typed. */
  async change(event) {
    requireOffice(event, 'orders:change');
    return { typed: readBulk(await event.request.formData()).typed };
  },
};
