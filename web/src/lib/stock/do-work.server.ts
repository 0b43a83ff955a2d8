import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readLine, readNumber, readText } from '#lib/form/read-form.server.ts';
import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import { isWork, REASONS, type Work } from './stock-view.ts';

const MOST = 1_000_000_000;
const MOST_RULE = 1_000_000;
const LONGEST_REASON = 200;
const SKU_ID = /^[1-9]\d{0,17}$/;
const KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isSkuId = (text: string | null): text is SkuId => text !== null && SKU_ID.test(text);

type Refusal = Extract<Awaited<ReturnType<BackOffice['stock']['move']>>, { ok: false }>['error'];

function refusalWords(refusal: Refusal): string {
  switch (refusal.code) {
    case 'stock_not_found':
      return m.stock_gone();
    case 'below_reserved':
      return m.stock_below_reserved({ reserved: refusal.reserved, onHand: refusal.onHand });
    case 'too_much_stock':
      return m.stock_too_much({ limit: refusal.limit });
    case 'idempotency_key_reused':
      return m.stock_asked_before();
  }
}

/** What was chosen and written as a reason, in one line. */
function readReason(form: FormData, work: Work): { chosen: string; more: string; reason: string } {
  const asked = readText(form, 'chosen', 40);
  const chosen = REASONS[work].map((word) => word()).find((word) => word === asked) ?? '';
  const more = readLine(form, 'reason');
  return { chosen, more, reason: [chosen, more].filter(Boolean).join('：') };
}

/**
 * Writes down what a form says was done to stock, and leads to `after` with the SKU named; or tells what is wrong, with all that was
 * typed.
 */
export async function doWork(event: RequestEvent, after: (skuId: SkuId) => string) {
  const { stock, session } = requireOffice(event, 'stock:change');
  const form = await event.request.formData();
  const [id, work, key] = [
    readText(form, 'id', 20),
    readText(form, 'set', 20),
    readText(form, 'idempotencyKey', 40),
  ];
  if (!isSkuId(id) || !isWork(work) || !KEY.test(key)) return fail(404, { refusal: m.stock_gone() });
  const quantity = readNumber(form, 'quantity');
  const { chosen, more, reason } = readReason(form, work);
  const typed = { quantity, chosen, more };
  const isNumber = /^\d{1,10}$/.test(quantity) && Number(quantity) <= MOST;
  const wrong = !isNumber
    ? m.stock_quantity_wrong({ most: MOST })
    : Number(quantity) === 0 && work !== 'count'
      ? m.stock_quantity_none()
      : undefined;
  const length = [...reason].length;
  const unsaid =
    length === 0
      ? m.stock_reason_missing()
      : length > LONGEST_REASON
        ? m.stock_reason_long({ count: length })
        : undefined;
  if (wrong !== undefined || unsaid !== undefined)
    return fail(422, { ...typed, quantityError: wrong, reasonError: unsaid });
  const asked = { skuId: id, kind: work, quantity: Number(quantity), reason, idempotencyKey: key };
  const outcome = await stock.move(session, asked);
  if (!outcome.ok) return fail(409, { ...typed, refusal: refusalWords(outcome.error) });
  redirect(303, after(id));
}

/** Sets a SKU's rule from a form, and leads to `after`. */
export async function changeRule(event: RequestEvent, skuId: SkuId, after: string) {
  const { stock, session } = requireOffice(event, 'stock:change');
  const typed = readNumber(await event.request.formData(), 'quantity');
  if (!/^\d{1,7}$/.test(typed) || Number(typed) > MOST_RULE)
    return fail(422, { quantity: typed, quantityError: m.stock_rule_wrong({ most: MOST_RULE }) });
  const outcome = await stock.changeRule(session, skuId, Number(typed));
  if (!outcome.ok) return fail(404, { refusal: m.stock_gone() });
  redirect(303, after);
}
