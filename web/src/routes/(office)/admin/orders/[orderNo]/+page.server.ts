import { randomUUID } from 'node:crypto';
import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { draftAddress, NO_ADDRESS, readAddress } from '#lib/address/read-address.server.ts';
import { readLine, readLines, readNumber, readText } from '#lib/form/read-form.server.ts';
import { deskRefusal } from '#lib/order-desk/desk-words.server.ts';
import { isDeskAct, SEEN_FIELDS, type Seen } from '#lib/order-desk/order-desk.ts';
import { recordsOf } from '#lib/order-desk/view-order.server.ts';
import { m } from '#lib/words/m.ts';
import { fen, type Fen } from '#server/kernel/money.ts';
import type { Actions, PageServerLoad } from './$types';

const LONGEST_REASON = 200;
const LONGEST_NOTE = 500;
const LONGEST_TAG = 12;
const MOST_YUAN = 100_000_000;

export const load: PageServerLoad = async (event) => {
  const { orderDesk, session } = requireOffice(event);
  const { language, shop } = event.locals;
  const [order, words] = await Promise.all([
    orderDesk.show(event.params.orderNo, language),
    session.permissions.has('orders:change') ? orderDesk.tags() : [],
  ]);
  if (order === undefined) error(404, 'no such order');
  const { notes: _notes, timeline, ...shown } = order;
  const mayChange = session.permissions.has('orders:change');
  const mayReveal = session.permissions.has('customers:reveal') && !order.isErased;
  const asked = event.url.searchParams.get('do');
  return {
    order: { ...shown, timeline: timeline.map(({ type, at }) => ({ type, at })) },
    ...{ mayChange, mayReveal, words },
    records: recordsOf(order),
    asks: isDeskAct(asked) && (asked === 'reveal' ? mayReveal : mayChange) ? asked : undefined,
    hasChanged: event.url.searchParams.has('changed'),
    address: draftAddress(shop.addresses, NO_ADDRESS),
    noteKey: randomUUID(),
    now: new Date(),
  };
};

const here = ({ params }: RequestEvent): string =>
  `/admin/orders/${encodeURIComponent(params['orderNo'] ?? '')}`;

/** The reason as it was typed, and what is wrong with it. */
function readReason(form: FormData): { reason: string; wrong: string | undefined } {
  const reason = readLine(form, 'reason');
  const length = [...reason].length;
  if (length === 0) return { reason, wrong: m.desk_reason_missing() };
  return { reason, wrong: length > LONGEST_REASON ? m.desk_reason_long({ count: length }) : undefined };
}

/** An amount in yuan as people type it, or undefined where it is none that an order could come to. */
function readYuan(typed: string): Fen | undefined {
  if (!/^\d{1,9}(?:\.\d{1,2})?$/.test(typed)) return undefined;
  const [whole = '', cents = ''] = typed.split('.');
  const amount = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  return amount >= 1 && amount <= MOST_YUAN * 100 ? fen(amount) : undefined;
}

export const actions: Actions = {
  async note(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const form = await event.request.formData();
    const text = readLines(form, 'text');
    const length = [...text].length;
    const wrong =
      length === 0
        ? m.desk_note_missing()
        : length > LONGEST_NOTE
          ? m.desk_note_long({ count: length })
          : undefined;
    if (wrong) return fail(422, { note: { text, error: wrong } });
    const idempotencyKey = readText(form, 'idempotencyKey', 64) || randomUUID();
    const { orderNo } = event.params;
    const outcome = await orderDesk.note(session, orderNo, { text, idempotencyKey }, event.locals.language);
    if (outcome.ok) redirect(303, here(event));
    return fail(409, { note: { text, error: deskRefusal(outcome.error) } });
  },

  async tags(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const form = await event.request.formData();
    const chosen = form.getAll('tag').filter((tag) => typeof tag === 'string');
    const fresh = readLine(form, 'fresh');
    const isFit = [...fresh].length <= LONGEST_TAG && !/\d{5}/.test(fresh);
    if (!isFit) return fail(422, { tags: { chosen, fresh, error: m.desk_tag_unfit() } });
    const tags = [...new Set([...chosen, ...(fresh === '' ? [] : [fresh])])];
    const outcome = await orderDesk.tag(session, event.params.orderNo, tags, event.locals.language);
    if (outcome.ok) redirect(303, `${here(event)}?changed`);
    return fail(409, { tags: { chosen, fresh, error: deskRefusal(outcome.error) } });
  },

  async price(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const form = await event.request.formData();
    const { reason, wrong } = readReason(form);
    const total = readNumber(form, 'total').replaceAll(',', '');
    const seen = Number(readText(form, 'expectedTotalAmount', 16));
    const totalAmount = readYuan(total);
    const typed = { total, reason };
    if (totalAmount === undefined || wrong)
      return fail(422, {
        price: {
          typed,
          errors: { total: totalAmount === undefined ? m.desk_price_unfit() : undefined, reason: wrong },
        },
      });
    const expectedTotalAmount = Number.isSafeInteger(seen) ? fen(seen) : undefined;
    const change = { totalAmount, expectedTotalAmount, reason };
    const outcome = await orderDesk.changePrice(session, event.params.orderNo, change, event.locals.language);
    if (outcome.ok) redirect(303, `${here(event)}?changed`);
    return fail(409, { price: { typed, refusal: deskRefusal(outcome.error) } });
  },

  async regions(event) {
    requireOffice(event, 'orders:change');
    const form = await event.request.formData();
    const draft = readAddress(form, event.locals.shop.addresses);
    return { address: { draft, reason: readLine(form, 'reason') } };
  },

  async address(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const form = await event.request.formData();
    const draft = readAddress(form, event.locals.shop.addresses);
    const { reason, wrong } = readReason(form);
    const { recipient, phone, regionCode, street } = draft.values;
    const typed = Object.fromEntries(
      Object.entries({ recipient, phone, regionCode, street }).filter(([, value]) => value !== ''),
    );
    const nothing = Object.keys(typed).length === 0 ? m.desk_address_nothing() : undefined;
    if (wrong || nothing)
      return fail(422, { address: { draft, reason, errors: { reason: wrong }, refusal: nothing } });
    const { orderNo } = event.params;
    const outcome = await orderDesk.changeAddress(
      session,
      orderNo,
      { ...typed, reason },
      event.locals.language,
    );
    if (outcome.ok) redirect(303, `${here(event)}?changed`);
    return fail(409, { address: { draft, reason, refusal: deskRefusal(outcome.error) } });
  },

  async cancel(event) {
    const { orderDesk, session } = requireOffice(event, 'orders:change');
    const { reason, wrong } = readReason(await event.request.formData());
    if (wrong) return fail(422, { cancel: { reason, error: wrong } });
    const outcome = await orderDesk.cancel(session, event.params.orderNo, reason, event.locals.language);
    if (outcome.ok) redirect(303, `${here(event)}?changed`);
    return fail(409, { cancel: { reason, refusal: deskRefusal(outcome.error) } });
  },

  async reveal(event) {
    const { orderDesk, session } = requireOffice(event, 'customers:reveal');
    const form = await event.request.formData();
    const { reason, wrong } = readReason(form);
    const fields = SEEN_FIELDS.filter((field) => form.getAll('field').includes(field));
    const field = fields.length === 0 ? m.desk_reveal_nothing() : undefined;
    const typed = { fields: [...fields], reason };
    if (wrong || field) return fail(422, { reveal: { typed, errors: { field, reason: wrong } } });
    const seen: { -readonly [Field in keyof Seen]: string } = {};
    for (const asked of fields) {
      const outcome = await orderDesk.reveal(session, event.params.orderNo, { field: asked, reason });
      if (!outcome.ok) return fail(409, { reveal: { typed, refusal: deskRefusal(outcome.error) } });
      seen[asked] = outcome.value ?? m.desk_note_none();
    }
    return { seen: seen as Seen };
  },
};
