import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { behalfRefusal } from '#lib/order-on-behalf/behalf-words.server.ts';
import { emptyDraft, missingIn, readDraft } from '#lib/order-on-behalf/read-draft.server.ts';
import { m } from '#lib/words/m.ts';
import { fen } from '#server/kernel/money.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import type { Actions, PageServerLoad } from './$types';

const LONGEST_NOTE = 200;

export const load: PageServerLoad = (event) => {
  requireOffice(event);
  return { draft: emptyDraft(event.locals.shop), key: randomUUID() };
};

/** What was typed, with what it comes to now; the key stays, so that what is sent twice is placed once. */
async function draftOf(event: RequestEvent) {
  const form = await event.request.formData();
  const draft = await readDraft(form, event.locals.shop, event.locals.language);
  return { form, draft, key: readText(form, 'idempotencyKey', 64) || randomUUID() };
}

/** Searches, takes what was found, changes quantities or fills the next select: the form once more. */
async function refresh(event: RequestEvent) {
  requireOffice(event, 'orders:change');
  const { draft, key } = await draftOf(event);
  return { draft, key };
}

export const actions: Actions = {
  refresh,

  async place(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const { form, draft, key } = await draftOf(event);
    const { phone, lines, address, note } = draft;
    const errors = missingIn(draft);
    if (errors) return fail(422, { draft, key, errors });
    if ([...note].length > LONGEST_NOTE)
      return fail(422, { draft, key, errors: { note: m.desk_reason_long({ count: [...note].length }) } });
    const seen = Number(readText(form, 'expectedTotalAmount', 16));
    const { recipient, phone: called, regionCode, street } = address.values;
    const outcome = await orderDesk.place(
      session,
      {
        ...{ phone, idempotencyKey: key, note: note || undefined },
        lines: lines.map(({ skuId, quantity }) => ({ skuId: skuId as SkuId, quantity })),
        address: { recipient, regionCode, street, phone: called || phone },
        expectedTotalAmount: fen(Number.isSafeInteger(seen) ? seen : 0),
      },
      event.locals.language,
    );
    if (outcome.ok) redirect(303, `/admin/orders/${outcome.value.order.orderNo}?changed`);
    // A refused request leaves its key free, and another total is another request.
    return fail(409, { draft, key: randomUUID(), ...behalfRefusal(outcome.error) });
  },
};
